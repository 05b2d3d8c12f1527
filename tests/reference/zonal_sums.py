"""How zonal_sums.json was made: sums and class counts of two rasters over awkward polygons, by two other programs.

    pip install exactextract==0.3.0 shapely==2.2.0 numpy==2.4.6
    python -P tests/reference/zonal_sums.py

The grid has 50 rows and 60 columns of square pixels of size 1. The quantity is (37 row + 101 column) % 251 * 0.375, without
data where (31 row + 17 column) % 23 = 0; the class is (row // 3 * 7 + column // 4 * 5) % 4 + 1. Polygons are given in pixel
coordinates [column, row], rows growing south.

exactextract keeps coverage fractions as float32. So the same figures from intersections by shapely (GEOS overlay, float64)
are stored beside its own, and are what a tolerance of 1e-9 is held against.
"""

import json
import math
from pathlib import Path

import exactextract
import numpy
import shapely
from exactextract.raster import NumPyRasterSource

ROWS, COLUMNS = 50, 60
CLASSES = [1, 2, 3, 4]
NODATA = -9999.0

# Borders that several zones share, with vertices on pixel corners, on pixel sides and inside pixels.
NORTH_SOUTH = [[21.0, 4.0], [20.3, 11.75], [24.0, 19.0], [22.125, 27.3], [26.5, 33.0]]
WEST_EAST = [[26.5, 33.0], [38.2, 30.0], [44.0, 34.4], [55.7, 29.1]]

ZONES = {
    "west_of_the_border": [[NORTH_SOUTH + [[3.3, 36.2], [5.5, 2.2]]]],
    "north_east": [[NORTH_SOUTH + WEST_EAST[1:] + [[57.1, 6.6], [40.0, 2.9]]]],
    "south_east": [[WEST_EAST + [[52.4, 46.8], [30.1, 45.5]]]],
    "two_holes": [[
        [[4.2, 38.1], [28.9, 46.3], [20.2, 49.6], [2.7, 48.8]],
        [[7.5, 41.2], [12.4, 43.1], [9.9, 46.6]],
        [[18.25, 46.5], [18.75, 46.5], [18.75, 47.25], [18.25, 47.25]],
    ]],
    "islands_one_in_a_hole": [
        [
            [[30, 8], [52, 8], [52, 28], [30, 28]],
            [[33.5, 10.5], [33.5, 25.5], [48.5, 25.5], [48.5, 10.5]],
        ],
        [[[37.1, 14.2], [44.9, 13.7], [41.3, 22.8]]],
        [[[1.1, 1.2], [3.9, 1.3], [3.8, 4.7]]],
    ],
    "oblique_sliver": [[[[1.0, 1.0], [58.0, 48.0], [58.0, 48.01]]]],
    "beyond_every_side": [[[[-9, 25], [28, -12], [70, 22], [33, 63]], [[25.3, 20.1], [36.6, 19.4], [31.2, 30.7]]]],
    "sub_pixel": [[[[40.2, 40.3], [40.7, 40.4], [40.5, 40.9]]]],
}


def to_map(ring):
    return [[column, ROWS - row] for column, row in ring + [ring[0]]]


def rasters():
    row, column = numpy.indices((ROWS, COLUMNS))
    value = (37 * row + 101 * column) % 251 * 0.375
    value[(31 * row + 17 * column) % 23 == 0] = NODATA
    return value, (row // 3 * 7 + column // 4 * 5) % 4 + 1


def by_exactextract(polygons, value, code):
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "MultiPolygon", "coordinates": [[to_map(ring) for ring in rings] for rings in polygons]},
    }

    def extract(array, operations, nodata=None):
        source = NumPyRasterSource(array, xmin=0, ymin=0, xmax=COLUMNS, ymax=ROWS, nodata=nodata)
        return exactextract.exact_extract(source, [feature], operations)[0]["properties"]

    quantity = extract(value, ["count", "sum"], NODATA)
    classes = [extract((code == wanted).astype("float64"), ["sum"])["sum"] for wanted in CLASSES]
    return {"valid": quantity["count"], "sum": quantity["sum"], "classes": classes}


def by_shapely(polygons, value, code):
    shape = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons])
    assert shape.is_valid
    valid, total, classes = [], [], {wanted: [] for wanted in CLASSES}
    for row in range(ROWS):
        for column in range(COLUMNS):
            area = shapely.intersection(shape, shapely.box(column, row, column + 1, row + 1)).area
            classes[int(code[row, column])].append(area)
            if value[row, column] != NODATA:
                valid.append(area)
                total.append(area * value[row, column])
    sums = [math.fsum(classes[wanted]) for wanted in CLASSES]
    return {"valid": math.fsum(valid), "sum": math.fsum(total), "classes": sums}


def main():
    value, code = rasters()
    zones = [
        {
            "name": name,
            "polygons": polygons,
            "exactextract": by_exactextract(polygons, value, code),
            "exact": by_shapely(polygons, value, code),
        }
        for name, polygons in ZONES.items()
    ]
    header = {
        "exactextract": exactextract.__version__,
        "shapely": shapely.__version__,
        "geos": shapely.geos_version_string,
        "rows": ROWS,
        "columns": COLUMNS,
    }
    lines = ",\n".join(json.dumps(zone) for zone in zones)
    text = json.dumps(header)[:-1] + ', "zones": [\n' + lines + "\n]}\n"
    Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
