"""InVEST's Coastal Blue Carbon on the coast of `benches/run`, and how far its rasters are from the maps of tanhui.

Usage: invest.py SCENE MAPS. Prints seconds, million pixels per second, peak memory and disk in MB, the number of rasters, and the
largest difference in t C/ha. The model runs as its documentation shows, with its default of no further workers.
"""

import csv
import pathlib
import resource
import shutil
import sys
import time

import natcap.invest.coastal_blue_carbon.coastal_blue_carbon as model
import numpy
from osgeo import gdal

gdal.UseExceptions()
scene, maps = map(pathlib.Path, sys.argv[1:])
YEARS = (2000, 2010, 2020)
CODES = {"sea": 60, "tidal_flat": 51, "salt_marsh": 50, "mangrove": 52, "built": 30, "arbor_forest": 1}
workspace = scene / "invest_workspace"
shutil.rmtree(workspace, ignore_errors=True)


def write_table(name, rows):
    with open(scene / name, "w", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(scene / name)


def biophysical_table():
    """The same figures as in the table of pools, a row for each class; classes that are not there hold nothing."""
    impacts = ("low", "medium", "high")
    with open(scene / "coast_pools.csv", newline="") as file:
        pools = {(row["class"], row["pool"]): row for row in csv.DictReader(file)}

    def figures(name, pool):
        row = pools.get((name, pool))
        value = lambda key: row[key] if row else 0
        found = {f"{pool}-initial": value("initial"), f"{pool}-yearly-accumulation": value("accumulation")}
        if pool != "litter":
            found[f"{pool}-half-life"] = value("half_life")
            for impact in impacts:
                short = "med" if impact == "medium" else impact
                found[f"{pool}-{short}-impact-disturb"] = value(f"{impact}_disturbance")
        return found

    rows = []
    for name, code in CODES.items():
        row = {"code": code, "lulc-class": name}
        for pool in ("biomass", "soil", "litter"):
            row.update(figures(name, pool))
        rows.append(row)
    return write_table("invest_biophysical.csv", [rows[0].keys(), *(row.values() for row in rows)])


snapshots = [(year, (scene / f"coast_{year}.tif").resolve()) for year in YEARS]
arguments = {
    "workspace_dir": str(workspace),
    "landcover_snapshot_csv": write_table("invest_snapshots.csv", [("snapshot_year", "raster_path"), *snapshots]),
    "analysis_year": 2030,
    "do_economic_analysis": False,
    "biophysical_table_path": biophysical_table(),
    "landcover_transitions_table": str(scene / "coast_transitions.csv"),
}
start = time.perf_counter()
model.execute(arguments)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

files = [path for path in workspace.rglob("*") if path.is_file()]
megabytes = sum(path.stat().st_size for path in files) / 1e6
rasters = sum(path.suffix == ".tif" for path in files)


def values(path):
    raster = gdal.Open(str(path))  # a band lives no longer than its raster
    band = raster.GetRasterBand(1)
    stored = band.ReadAsArray()
    # Only tanhui's maps have a scale; where it paints nothing, no date is of the coast.
    return numpy.where(stored == band.GetNoDataValue(), 0.0, stored * (band.GetScale() or 1.0))


years = (*YEARS, 2030)
pairs = [(f"carbon-stock-at-{year}", f"coast_carbon_density_{year}") for year in years]
pairs += [
    (f"total-net-carbon-sequestration-between-{first}-and-{last}", f"coast_carbon_change_{first}_{last}")
    for first, last in zip(years, years[1:])
]
largest = max(
    float(numpy.abs(values(workspace / "output" / f"{theirs}.tif") - values(maps / f"{ours}.tif")).max())
    for theirs, ours in pairs
)
pixels = gdal.Open(str(snapshots[0][1]))
pixels = pixels.RasterXSize * pixels.RasterYSize / 1e6
print(f"{seconds:.3f} {pixels / seconds:.1f} {peak:.0f} {megabytes:.0f} {rasters} {largest:.6f}")
shutil.rmtree(workspace)
