"""How cell_areas.json was made: areas of grid cells on the ellipsoid, by PROJ's geodesic polygons.

    pip install pyproj==3.7.2
    python tests/reference/cell_areas.py

Every edge of a cell is cut into 128 geodesics that end on it. Cells are 100 m and larger, because the area of a geodesic
polygon carries an absolute error that is large beside a cell of 10 m.
"""

import json
from pathlib import Path

import pyproj

PIECES = 128

# CRS, west, north, edge of a cell, rows, columns.
GRIDS = [
    ("EPSG:4326", 121.0, 30.5, 0.01, 300, 250),
    ("EPSG:4326", -10.0, 84.0, 0.05, 3400, 400),
    ("EPSG:4490", 120.9, 30.6, 0.001, 1700, 1400),
    ("EPSG:4490", 73.5, 53.5, 0.05, 1000, 1230),
    ("EPSG:4549", 580_000.0, 3_390_000.0, 100.0, 1900, 1700),
    ("EPSG:4549", 350_000.0, 3_600_000.0, 1000.0, 700, 400),
    ("EPSG:4528", 40_400_000.0, 3_500_000.0, 100.0, 3000, 2500),
    ("EPSG:4528", 40_380_000.0, 5_200_000.0, 500.0, 600, 480),
    ("EPSG:26910", 443_723.127, 4_956_546.906, 100.0, 567, 398),
    ("EPSG:26910", 300_000.0, 5_400_000.0, 1000.0, 900, 500),
    ("ESRI:102025", 1_500_000.0, 3_500_000.0, 100.0, 4000, 4000),
    ("ESRI:102025", -2_000_000.0, 6_000_000.0, 5000.0, 900, 1000),
]


def outline(west, south, edge):
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    points = []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:]):
        for piece in range(PIECES):
            t = piece / PIECES
            points.append((west + edge * (x0 + t * (x1 - x0)), south + edge * (y0 + t * (y1 - y0))))
    return points


def main():
    grids = []
    for definition, west, north, edge, rows, columns in GRIDS:
        crs = pyproj.CRS(definition)
        to_geographic = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
        geod = crs.get_geod()
        cells = []
        # Corners, centre, and places that no node of a lattice falls on.
        places = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.5), (0.137, 0.713), (0.871, 0.319), (0.333, 0.067)]
        for down, across in places:
            row, column = int(down * (rows - 1)), int(across * (columns - 1))
            points = outline(west + column * edge, north - (row + 1) * edge, edge)
            longitude, latitude = to_geographic.transform(*zip(*points))
            area, _ = geod.polygon_area_perimeter(longitude, latitude)
            cells.append([row, column, area])
        grids.append({
            "crs": definition, "west": west, "north": north, "edge": edge, "rows": rows, "columns": columns, "cells": cells,
        })
    header = {"pyproj": pyproj.__version__, "proj": pyproj.proj_version_str}
    lines = ",\n".join(json.dumps(grid) for grid in grids)
    text = json.dumps(header)[:-1] + ', "grids": [\n' + lines + "\n]}\n"
    Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()
