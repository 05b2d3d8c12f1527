// What the reader chose. It stands behind the `#` of the address, so that a link opens the same view.

const totals = "*";
const setNames = [...new Set(data.account.rows.map(row => cell(row, "zone_set")))];
const mappedSets = data.zone_sets.map(set => set.name);

const state = { language: data.language, set: "", zone: totals, map: "", fill: "" };

/** Takes what the address says, as far as it is known. */
function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  if (said.get("language") in languages) state.language = said.get("language");
  const zone = said.get("zone");
  const owner = zone !== null ? setNames.find(set => zonesOf(set).some(([id]) => id === zone)) : undefined;
  const named = said.get("set");
  const usualSet = setNames.find(set => mappedSets.includes(set) && zonesOf(set).length > 1) ?? setNames.find(set => mappedSets.includes(set)) ?? setNames[0] ?? "";
  state.set = setNames.includes(named) ? named : owner ?? usualSet;
  const known = zonesOf(state.set).map(([id]) => id);
  state.zone = known.includes(zone) ? zone : known.includes(totals) ? totals : known[0] ?? totals;
  const map = said.get("map");
  const latest = data.maps.filter(one => one.kind === "land_class").at(-1) ?? data.maps[0];
  state.map = map === "none" || data.maps.some(one => one.id === map) ? map : latest?.id ?? "none";
  const fills = fillsOf(state.set);
  const fill = said.get("show");
  const usualFill = fills.find(one => one.key.startsWith("forest/cover_rate")) ?? fills.find(one => isRate(cell(one.row, "unit"))) ?? fills[0];
  state.fill = fill === "none" || fills.some(one => one.key === fill) ? fill : (state.map === "none" ? usualFill?.key : undefined) ?? "none";
}

function writeAddress() {
  const said = new URLSearchParams({ language: state.language, set: state.set, zone: state.zone, map: state.map, show: state.fill });
  history.replaceState(null, "", `#${said}`);
}

/** Changes the view and shows it. */
function choose(change) {
  Object.assign(state, change);
  if (change.set !== undefined) {
    const known = zonesOf(state.set).map(([id]) => id);
    if (!known.includes(state.zone)) state.zone = known.includes(totals) ? totals : known[0];
    if (!fillsOf(state.set).some(fill => fill.key === state.fill)) state.fill = "none";
  }
  writeAddress();
  show(change);
}

const zoneLists = new Map();

/** The zones of a set with rows, as pairs of id and name; the whole first. */
function zonesOf(set) {
  if (!zoneLists.has(set)) {
    const found = new Map();
    for (const row of data.account.rows) {
      if (cell(row, "zone_set") === set) found.set(cell(row, "zone"), cell(row, "zone_name"));
    }
    const order = id => (id === totals ? 0 : id === "(outside)" ? 2 : 1);
    zoneLists.set(set, [...found].sort((one, other) => order(one[0]) - order(other[0])));
  }
  return zoneLists.get(set);
}

const headlineRows = data.account.headlines.map(index => data.account.rows[index]);

/** What tells figures of one kind from others, whatever their zone and year. */
function kindOf(row) {
  return ["sector", "quantity", "category", "pool", "unit", "method"].map(name => cell(row, name)).join("/");
}

/** Newer first, projections last; of two that end together, the longer period. */
function newerFirst(one, other) {
  const end = row => Number(cell(row, "year_to") || cell(row, "year") || 0);
  const isProjected = row => data.last_year !== null && end(row) > data.last_year;
  return isProjected(one) - isProjected(other) || end(other) - end(one) || Number(cell(one, "year")) - Number(cell(other, "year"));
}

const fillLists = new Map();

/** The headlines that at least two zones of a set have: the newest value of each zone. Methods that name figures of one zone are one kind. */
function fillsOf(set) {
  if (!fillLists.has(set)) {
    const fills = new Map();
    for (const row of headlineRows) {
      if (cell(row, "zone_set") !== set || [totals, "(outside)"].includes(cell(row, "zone"))) continue;
      const key = ["sector", "quantity", "category", "unit"].map(name => cell(row, name)).join("/");
      if (!fills.has(key)) fills.set(key, { key, row, values: new Map() });
      const values = fills.get(key).values;
      const known = values.get(cell(row, "zone"));
      if (!known || newerFirst(row, known) < 0) values.set(cell(row, "zone"), row);
    }
    fillLists.set(set, [...fills.values()].filter(fill => fill.values.size > 1));
  }
  return fillLists.get(set);
}
