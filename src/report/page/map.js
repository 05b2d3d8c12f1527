// The map: painted rasters below, zones above, no address but the page's own.

const ramp = ["#ffffd9", "#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494"];
const gain = "#1b7a6e", loss = "#b35806";

const map = L.map("map", { attributionControl: false, zoomControl: false, zoomSnap: 0.1, zoomDelta: 0.5, minZoom: 1, maxZoom: 16, maxBoundsViscosity: 0.8 });
map.createPane("rasters").style.zIndex = 300;
L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
const shown = { picture: null, casing: null, zones: null, circles: null, zoom: null, outlines: new Map(), names: [], isMoved: false };

function mapTitle(picture) {
  return inLanguage(picture.titles);
}

function fillTitle(fill) {
  const name = word("quantity", cell(fill.row, "quantity"));
  const category = cell(fill.row, "category");
  const isWhole = ["*", "zone", "sector", cell(fill.row, "sector")].includes(category);
  const dates = [...new Set([...fill.values.values()].map(row => years(cell(row, "year"), cell(row, "year_to"))))];
  const sector = word("sector", cell(fill.row, "sector"));
  return `${sector} · ${name}${isWhole ? "" : `${term("page.comma")}${categoryName(category)}`}${dates.length === 1 && dates[0] ? ` ${dates[0]}` : ""}`;
}

function isRate(unit) {
  return unit === "%" || unit.includes("/ha");
}

function currentFill() {
  return fillsOf(state.set).find(fill => fill.key === state.fill);
}

function fillColour(share) {
  const place = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const [first, part] = [Math.min(Math.floor(place), ramp.length - 2), place - Math.min(Math.floor(place), ramp.length - 2)];
  const channels = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
  const [from, to] = [channels(ramp[first]), channels(ramp[first + 1])];
  return `rgb(${from.map((value, index) => Math.round(value + (to[index] - value) * part)).join(",")})`;
}

function fillRange(fill) {
  const values = [...fill.values.values()].map(row => Number(cell(row, "value")));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [low < high ? low : Math.min(0, low), high];
}

function styleOf(id) {
  const fill = currentFill();
  const row = fill?.values.get(id);
  const style = { color: "#33413a", weight: 1, fillColor: "#ffffff", fillOpacity: state.map === "none" ? 0.9 : 0.02 };
  if (row && isRate(cell(row, "unit"))) {
    const [low, high] = fillRange(fill);
    Object.assign(style, { fillColor: fillColour((Number(cell(row, "value")) - low) / (high - low)), fillOpacity: state.map === "none" ? 0.95 : 0.7 });
  }
  return id === state.zone ? { ...style, color: "#b30059", weight: 3 } : style;
}

function drawPicture() {
  shown.picture?.remove();
  shown.picture = null;
  const picture = data.maps.find(one => one.id === state.map);
  if (!picture) return;
  const [west, south, east, north] = picture.bounds;
  const options = { pane: "rasters", alt: mapTitle(picture), className: picture.ramp ? "" : "classes", opacity: Number(byId("opacity")?.value ?? 100) / 100 };
  shown.picture = L.imageOverlay(picture.image, [[south, west], [north, east]], options).addTo(map);
}

function drawZones() {
  shown.casing?.remove();
  shown.zones?.remove();
  shown.circles?.remove();
  shown.outlines.clear();
  const set = data.zone_sets.find(one => one.name === state.set);
  if (!set) return;
  const features = set.zones.map(zone => ({ type: "Feature", properties: zone, geometry: { type: "MultiPolygon", coordinates: zone.outline } }));
  // A light line below the dark one tells boundaries from any picture.
  shown.casing = L.geoJSON(features, { interactive: false, style: { color: "#ffffff", weight: 3.5, opacity: 0.8, fill: false } }).addTo(map);
  shown.zones = L.geoJSON(features, { style: feature => styleOf(feature.properties.id), onEachFeature: (feature, layer) => prepareZone(feature.properties, layer) }).addTo(map);
  for (const [id, layer] of shown.outlines) makeReachable(id, layer);
  drawCircles(set);
  drawNames(set);
}

function prepareZone(zone, layer) {
  shown.outlines.set(zone.id, layer);
  layer.bindTooltip(() => zoneTip(zone), { sticky: true, opacity: 0.95 });
  layer.on("click", () => choose({ zone: zone.id }));
}

/** Zones are buttons for the keyboard and for those who hear the page. */
function makeReachable(id, layer) {
  const path = layer.getElement();
  const zone = layer.feature.properties;
  path.setAttribute("tabindex", "0");
  path.setAttribute("role", "button");
  path.setAttribute("aria-label", zone.name);
  path.setAttribute("aria-pressed", String(id === state.zone));
  path.dataset.zone = id;
  path.addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose({ zone: id });
    shown.outlines.get(id)?.getElement()?.focus();
  });
}

function zoneTip(zone) {
  const row = currentFill()?.values.get(zone.id);
  const value = row ? figure(Number(cell(row, "value")), cell(row, "unit"), cell(row, "low95"), cell(row, "high95")) : null;
  return element("span", {}, element("strong", {}, given(zone.name)), value ? element("br") : null, value ? `${value.number} ${value.unit}` : null);
}

/** Totals are circles whose area is the value: colour over a zone's area would show its size. */
function drawCircles(set) {
  const fill = currentFill();
  if (!fill || isRate(cell(fill.row, "unit"))) return;
  const most = Math.max(...[...fill.values.values()].map(row => Math.abs(Number(cell(row, "value"))))) || 1;
  // Many zones have little room each.
  const largest = Math.max(9, 30 * Math.min(1, Math.sqrt(15 / set.zones.length)));
  const circles = set.zones.filter(zone => fill.values.has(zone.id) && zone.outline.length).map(zone => {
    const value = Number(cell(fill.values.get(zone.id), "value"));
    const circle = L.circleMarker(centre(zone), { radius: largest * Math.sqrt(Math.abs(value) / most), color: "#ffffff", weight: 1, fillColor: value < 0 ? loss : gain, fillOpacity: 0.75, interactive: true });
    return circle.bindTooltip(() => zoneTip(zone), { sticky: true }).on("click", () => choose({ zone: zone.id }));
  });
  shown.circles = L.layerGroup(circles).addTo(map);
}

function ringArea(ring) {
  let sum = 0;
  for (let index = 1; index < ring.length; index++) sum += ring[index - 1][0] * ring[index][1] - ring[index][0] * ring[index - 1][1];
  return Math.abs(sum) / 2;
}

function largestPart(zone) {
  return zone.outline.reduce((best, polygon) => (ringArea(polygon[0]) > ringArea(best[0]) ? polygon : best));
}

const centres = new Map();

/** The middle of the longest of some lines across a zone's largest part: always inside. */
function centre(zone) {
  if (!centres.has(zone)) {
    const polygon = largestPart(zone);
    const ys = polygon[0].map(point => point[1]);
    const [south, north] = [Math.min(...ys), Math.max(...ys)];
    let best = { length: -1, at: [south, polygon[0][0][0]] };
    for (let step = 3; step <= 7; step++) {
      const y = south + (north - south) * step / 10 + 1e-7;
      const crossings = polygon.flatMap(ring => ring.slice(1).flatMap((to, index) => {
        const from = ring[index];
        return (from[1] > y) === (to[1] > y) ? [] : [from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0])];
      })).sort((one, other) => one - other);
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        const length = (crossings[index + 1] - crossings[index]) * (1 - Math.abs(step - 5) / 10);
        if (length > best.length) best = { length, at: [y, (crossings[index] + crossings[index + 1]) / 2] };
      }
    }
    centres.set(zone, best.at);
  }
  return centres.get(zone);
}

/** Names of zones, the large ones first; those that would lie over another or end outside the map are left out. */
function drawNames(set) {
  for (const name of shown.names) name.remove();
  shown.names = [];
  const taken = [];
  const { x: width, y: height } = map.getSize();
  const sorted = [...set.zones].filter(zone => zone.outline.length).sort((one, other) => ringArea(largestPart(other)[0]) - ringArea(largestPart(one)[0]));
  for (const zone of sorted) {
    const at = map.latLngToContainerPoint(centre(zone));
    const text = shortened(zone.name, 16);
    const half = [...text].reduce((sum, c) => sum + (c.codePointAt(0) > 0x2e7f ? 13 : 7.5), 0) / 2 + 3;
    const box = [at.x - half, at.y - 10, at.x + half, at.y + 10];
    if (box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height) continue;
    if (taken.some(other => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
    taken.push(box);
    const tooltip = L.tooltip({ permanent: true, direction: "center", className: "zone-name", interactive: false, opacity: 1 });
    shown.names.push(tooltip.setLatLng(centre(zone)).setContent(element("span", { "aria-hidden": "true" }, given(text))).addTo(map));
  }
}

function restyle() {
  for (const [id, layer] of shown.outlines) {
    layer.setStyle(styleOf(id));
    layer.getElement()?.setAttribute("aria-pressed", String(id === state.zone));
  }
  shown.outlines.get(state.zone)?.bringToFront();
}

function fitView() {
  const bounds = L.latLngBounds([]);
  if (shown.zones) bounds.extend(shown.zones.getBounds());
  else if (shown.picture) bounds.extend(shown.picture.getBounds());
  if (bounds.isValid()) {
    map.fitBounds(bounds, { padding: [10, 10], animate: false });
    map.setMaxBounds(bounds.pad(1));
  } else map.setView([30, 110], 4);
}

function drawControls() {
  const sets = data.zone_sets.filter(set => setNames.includes(set.name)).map(set => [set.name, word("zone_set", set.name)]);
  const maps = [["none", term("page.no_map")], ...data.maps.map(picture => [picture.id, mapTitle(picture)])];
  const fills = [["none", term("page.outlines_only")], ...fillsOf(state.set).map(fill => [fill.key, fillTitle(fill)])];
  const opacity = byId("opacity")?.value ?? "100";
  const controls = [
    data.maps.length ? choice("choose-map", term("page.choose_map"), maps, state.map, value => choose({ map: value })) : null,
    fills.length > 1 ? choice("choose-fill", term("page.choose_fill"), fills, state.fill, value => choose({ fill: value })) : null,
    sets.length > 1 ? choice("choose-set", term("word.zone_set"), sets, state.set, value => choose({ set: value })) : null,
    data.maps.length ? element("label", { for: "opacity" }, element("span", {}, term("page.opacity")),
      element("input", { id: "opacity", type: "range", min: 0, max: 100, step: 5, value: opacity, oninput: event => shown.picture?.setOpacity(event.target.value / 100) })) : null,
  ];
  byId("map-controls").replaceChildren(...controls.filter(Boolean));
  shown.zoom?.remove();
  shown.zoom = L.control.zoom({ position: "topright", zoomInTitle: term("page.zoom_in"), zoomOutTitle: term("page.zoom_out") }).addTo(map);
  byId("map").setAttribute("aria-label", term("page.map_title"));
}

function swatch(colour) {
  const box = element("span", { class: "swatch" });
  box.style.background = colour;
  return box;
}

function rampLegend(title, colours, low, middle, high) {
  const bar = element("span", { class: "ramp" });
  bar.style.background = `linear-gradient(to right, ${colours.join(",")})`;
  return element("div", { class: "legend" }, element("h3", {}, title), bar, element("div", { class: "ends" }, ...[low, middle, high].filter(text => text !== null).map(text => element("span", {}, text))));
}

function drawLegend() {
  const parts = [];
  const picture = data.maps.find(one => one.id === state.map);
  if (picture && !picture.ramp) {
    const items = picture.classes.map(({ names, color }) => element("li", {}, swatch(`rgb(${color})`), given(inLanguage(names))));
    parts.push(element("div", { class: "legend" }, element("h3", {}, mapTitle(picture)), element("ul", {}, items)));
  } else if (picture) {
    const { low, high, colours } = picture.ramp;
    const digits = high >= 10 ? 0 : high >= 1 ? 1 : 3;
    const title = `${mapTitle(picture)} (${word("unit", picture.unit)})`;
    const ends = low < 0 ? [`≤ ${grouped(low, digits)}`, "0", `≥ +${grouped(high, digits)}`] : ["0", null, `≥ ${grouped(high, digits)}`];
    parts.push(rampLegend(title, colours, ...ends));
  }
  const fill = currentFill();
  if (fill && isRate(cell(fill.row, "unit"))) {
    const unit = word("unit", cell(fill.row, "unit"));
    const [low, high] = fillRange(fill);
    const legend = rampLegend(`${fillTitle(fill)} (${unit})`, ramp, grouped(low, 1), null, grouped(high, 1));
    if ([...shown.outlines.keys()].some(id => !fill.values.has(id))) legend.append(element("ul", {}, element("li", {}, swatch("#ffffff"), term("word.no_data"))));
    parts.push(legend);
  } else if (fill) {
    const values = [...fill.values.values()].map(row => Number(cell(row, "value")));
    const most = Math.max(...values.map(Math.abs));
    const most_shown = figure(most, cell(fill.row, "unit"));
    const items = [
      values.some(value => value >= 0) ? element("li", {}, swatch(gain), term("page.circle", `${most_shown.number} ${most_shown.unit}`)) : null,
      values.some(value => value < 0) ? element("li", {}, swatch(loss), term("page.negative")) : null,
    ];
    parts.push(element("div", { class: "legend circles" }, element("h3", {}, fillTitle(fill)), element("ul", {}, items)));
  }
  byId("legend").replaceChildren(...parts);
}

// Until the reader moves the map, it shows everything, whatever its size.
for (const name of ["pointerdown", "wheel", "keydown"]) byId("map").addEventListener(name, () => { shown.isMoved = true; }, { passive: true });
map.on("resize", () => {
  if (!shown.isMoved) fitView();
});
map.on("moveend", () => {
  const set = data.zone_sets.find(one => one.name === state.set);
  if (set) drawNames(set);
});
