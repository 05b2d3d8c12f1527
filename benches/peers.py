"""The job of `benches/run` through another tool: area by land class and growing stock per township.

Usage: peers.py TOOL SCENE. Prints seconds, million pixels per second and peak memory in MB.
Each tool is used as its documentation shows for this job; none is asked for ellipsoidal areas, which tanhui gives.
"""

import resource
import sys
import time

import geopandas
import numpy
import rasterio

tool, scene = sys.argv[1:]
LAND = f"{scene}/land_class_2022_ZSTD.tif"
STOCK = f"{scene}/growing_stock_2022_ZSTD.tif"
TOWNSHIPS = f"{scene}/townships.gpkg"


def exactextract_job():
    from exactextract import exact_extract

    zones = geopandas.read_file(TOWNSHIPS)
    exact_extract(LAND, zones, ["unique", "frac"], max_cells_in_memory=30_000_000)
    exact_extract(STOCK, zones, ["sum", "count", "min", "max"], max_cells_in_memory=30_000_000)


def rasterstats_job():
    from rasterstats import zonal_stats

    zonal_stats(TOWNSHIPS, LAND, categorical=True)
    zonal_stats(TOWNSHIPS, STOCK, stats=["sum", "count", "min", "max"], nodata=-9999)


def pygeoprocessing_job():
    import pygeoprocessing

    pygeoprocessing.zonal_statistics((LAND, 1), TOWNSHIPS, include_value_counts=True)
    pygeoprocessing.zonal_statistics((STOCK, 1), TOWNSHIPS)


def dask_job():
    """Zones burnt into a raster block by block, then one histogram per block, as most dask recipes do."""
    import dask.array
    import rioxarray
    from rasterio.features import rasterize

    zones = geopandas.read_file(TOWNSHIPS)
    shapes = [(geometry, index + 1) for index, geometry in enumerate(zones.geometry)]
    with rasterio.open(LAND) as land:
        transform, shape = land.transform, land.shape
    chunks = {"x": 2048, "y": 2048}
    land = rioxarray.open_rasterio(LAND, chunks=chunks).squeeze().data
    stock = rioxarray.open_rasterio(STOCK, chunks=chunks).squeeze().data
    burnt = rasterize(shapes, shape, transform=transform, dtype="uint8")
    zone = dask.array.from_array(burnt, chunks=land.chunks)

    def block(zone, land, stock):
        key = zone.astype("int64").ravel() * 256 + land.ravel()
        count = numpy.bincount(key, minlength=256 * 256)
        total = numpy.bincount(key, weights=stock.ravel(), minlength=256 * 256)
        return numpy.stack([count, total])[None, None]

    parts = dask.array.map_blocks(block, zone, land, stock, dtype="float64", new_axis=[2, 3], chunks=(1, 1, 2, 65536))
    parts.sum(axis=(0, 1)).compute(scheduler="threads", num_workers=2)


start = time.perf_counter()
{
    "exactextract": exactextract_job,
    "rasterstats": rasterstats_job,
    "pygeoprocessing": pygeoprocessing_job,
    "dask": dask_job,
}[tool]()
seconds = time.perf_counter() - start
with rasterio.open(LAND) as land:
    pixels = land.width * land.height
print(f"{seconds:.3f} {pixels / 1e6 / seconds:.1f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
