// Everything put together.

function drawFrame() {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  const title = inLanguage(data.titles);
  document.title = title;
  byId("title").textContent = title;
  byId("subtitle").textContent = term("page.subtitle");
  for (const button of document.querySelectorAll("#languages button")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === state.language));
  }
  byId("footer").textContent = term("page.made", data.version);
}

/** Draws what a change of the view touches; without one, all. */
function show(change) {
  const all = change === undefined || "language" in change;
  if (all) {
    drawFrame();
    drawTargets();
  }
  if (all || "set" in change) drawControls();
  if (all || "map" in change) drawPicture();
  if (all || "set" in change || "fill" in change) drawZones();
  if (change?.set !== undefined) fitView();
  restyle();
  drawLegend();
  if (all || "zone" in change || "set" in change) {
    drawZone();
    if (all || table.onlyZone) drawTable();
  }
}

for (const button of document.querySelectorAll("#languages button")) {
  button.addEventListener("click", () => choose({ language: button.dataset.language }));
}
addEventListener("hashchange", () => {
  readAddress();
  show();
});
// Names are placed on the map, which needs a view first.
map.setView([30, 110], 4);
readAddress();
byId("map-section").hidden = data.maps.length === 0 && data.zone_sets.length === 0;
byId("overview").classList.toggle("single", byId("map-section").hidden);
show();
fitView();
drawLegend();
restyle();
document.documentElement.dataset.ready = "true";
