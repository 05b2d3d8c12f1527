"""Opens a QGIS project and prints, as JSON, what QGIS makes of it; writes a picture of what it shows first."""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

path, picture = sys.argv[1:]
application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
opened = project.read(path)
directory = os.path.dirname(path)


def renderer(layer):
    return type(layer.renderer()).__name__ if layer.renderer() else None


layers = [
    {
        "id": layer.id(),
        "name": layer.name(),
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "renderer": renderer(layer),
        "features": layer.featureCount() if isinstance(layer, QgsVectorLayer) else None,
        "aliases": [field.alias() for field in layer.fields()] if isinstance(layer, QgsVectorLayer) else [],
    }
    for layer in sorted(project.mapLayers().values(), key=lambda layer: layer.id())
]
package = os.path.join(directory, "account.gpkg")
alone = QgsVectorLayer(package + "|layername=zones_districts", "zones", "ogr")
_, has_style = alone.loadDefaultStyle()
maps = os.path.join(directory, "..", "maps")
rasters = {
    name: renderer(QgsRasterLayer(os.path.join(maps, name), name, "gdal"))
    for name in sorted(os.listdir(maps))
    if name.endswith(".tif")
}

settings = QgsMapSettings()
settings.setLayers(project.layerTreeRoot().checkedLayers())
settings.setBackgroundColor(QColor(255, 255, 255))
settings.setOutputSize(QSize(200, 200))
settings.setDestinationCrs(project.crs())
settings.setExtent(project.viewSettings().defaultViewExtent())
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
image.save(picture)
colours = {image.pixelColor(x, y).name() for x in range(0, 200, 5) for y in range(0, 200, 5)}

print(
    json.dumps(
        {
            "opened": opened,
            "title": project.title(),
            "crs": project.crs().authid(),
            "layers": layers,
            "style": renderer(alone) if has_style else None,
            "rasters": rasters,
            "shown": [layer.id() for layer in project.layerTreeRoot().checkedLayers()],
            "colours": len(colours),
        }
    )
)
sys.stdout.flush()
# QGIS 3.22 may crash while Python takes its objects apart, after all is said.
os._exit(0)
