"""How exactextract.json was made: coverage of awkward polygons by two other programs.

    pip install exactextract==0.3.0 shapely==2.2.0 numpy==2.4.6
    python -P tests/reference/exactextract.py    (-P: this file must not hide the package of its name)

The grid has 30 rows and 40 columns of square pixels of size 1; the raster is (row * 40 + column) % 17 + 0.25 * column.
Polygons are given in pixel coordinates [column, row], rows growing south.

exactextract keeps coverage fractions as float32, so its `coverage`, `count` and `sum` are good to about 6e-8 per boundary
pixel and no better. `exact` is therefore stored beside them: the area of the intersection of every pixel with the polygon,
by shapely (GEOS overlay, float64). Whole pixels are in both lists.
"""

import json
import math
from pathlib import Path

import exactextract
import numpy
import shapely
from exactextract.raster import NumPyRasterSource

ROWS, COLUMNS = 30, 40


def star(column, row, vertices):
    """A star whose radius jumps around by a fixed rule."""
    points = []
    for vertex in range(vertices):
        angle = 2 * math.pi * vertex / vertices
        radius = 4 + 9 * ((vertex * 7919) % 101) / 101
        points.append([column + radius * math.cos(angle), row + radius * math.sin(angle)])
    return points


# A common edge with vertices on pixel corners, on pixel sides and inside pixels.
SHARED_EDGE = [[14.3, 2.0], [15.0, 5.0], [13.21, 9.5], [17.0, 12.75], [16.99, 20.1], [20.5, 27.3]]

# Each polygon is [exterior, hole, ...]; each zone is a list of polygons.
ZONES = {
    "pixel_aligned": [[[[3, 4], [9, 4], [9, 11], [3, 11]]]],
    "triangle": [[[[1.2, 1.7], [11.9, 4.4], [5.5, 13.1]]]],
    "west_of_shared_edge": [[SHARED_EDGE + [[2.5, 26.0], [4.1, 3.3]]]],
    "east_of_shared_edge": [[SHARED_EDGE + [[33.3, 25.0], [31.7, 1.1]]]],
    "horizontal_sliver": [[[[2.1, 7.4999], [37.7, 7.5], [37.7, 7.5001], [2.1, 7.5]]]],
    "oblique_sliver": [[[[1.0, 1.0], [38.0, 28.0], [38.0, 28.001]]]],
    "sub_pixel": [[[[20.2, 10.3], [20.7, 10.4], [20.5, 10.9]]]],
    "two_holes": [[
        [[5, 3], [35, 6], [33, 27], [8, 25]],
        [[10.5, 8.25], [18.25, 9.5], [14, 17.75]],
        [[22.3, 12.1], [22.9, 12.2], [22.6, 12.8]],
    ]],
    "multipolygon_with_an_island_in_a_hole": [
        [[[2, 2], [20, 2], [20, 20], [2, 20]], [[5.5, 5.5], [5.5, 16.5], [16.5, 16.5], [16.5, 5.5]]],
        [[[8.1, 8.2], [14.3, 9.4], [11.7, 13.9]]],
        [[[25.5, 22.25], [38.75, 22.25], [38.75, 28.5], [25.5, 28.5]]],
    ],
    "beyond_every_side": [[[[-6, 14], [19, -8], [47, 16], [21, 39]], [[12.3, 12.1], [25.6, 11.4], [20.2, 19.7]]]],
    "beyond_the_corner": [[[[33.3, 24.4], [52, 21], [44, 44], [31, 36]]]],
    "star_of_500_vertices": [[star(21.3, 14.6, 500)]],
    "closed_rings_of_any_orientation": [
        [
            [[4, 20], [4, 28], [12, 28], [12, 20], [4, 20]],
            [[6.5, 22.5], [6.5, 25.5], [9.5, 25.5], [9.5, 22.5], [6.5, 22.5]],
        ],
        [[[16, 20], [24, 20.5], [23, 28], [16, 20]], [[20, 22], [22, 22.5], [22, 24], [20, 22]]],
    ],
}


def to_map(ring):
    return [[column, ROWS - row] for column, row in ring + [ring[0]]]


def reference(name, polygons):
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "MultiPolygon", "coordinates": [[to_map(ring) for ring in rings] for rings in polygons]},
    }
    row, column = numpy.indices((ROWS, COLUMNS))
    values = (row * COLUMNS + column) % 17 + 0.25 * column
    raster = NumPyRasterSource(values, xmin=0, ymin=0, xmax=COLUMNS, ymax=ROWS)
    [result] = exactextract.exact_extract(raster, [feature], ["cell_id", "coverage", "count", "sum"])
    found = result["properties"]

    shape = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons])
    assert shape.is_valid, name
    exact = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            area = shapely.intersection(shape, shapely.box(column, row, column + 1, row + 1)).area
            if area > 0:
                exact.append([row, column, area])
    return {
        "name": name,
        "polygons": polygons,
        "area": shape.area,
        "count": found["count"],
        "sum": found["sum"],
        "coverage": [
            # The shortest decimal that is the same float32.
            [int(cell) // COLUMNS, int(cell) % COLUMNS, float(str(numpy.float32(fraction)))]
            for cell, fraction in zip(found["cell_id"], found["coverage"])
            if fraction > 0
        ],
        "exact": exact,
    }


def main():
    header = {
        "exactextract": exactextract.__version__,
        "shapely": shapely.__version__,
        "geos": shapely.geos_version_string,
        "rows": ROWS,
        "columns": COLUMNS,
    }
    lines = [json.dumps(reference(name, polygons)) for name, polygons in ZONES.items()]
    text = json.dumps(header)[:-1] + ', "zones": [\n' + ",\n".join(lines) + "\n]}\n"
    Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
