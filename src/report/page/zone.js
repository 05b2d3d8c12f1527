// The account of the chosen zone, and the targets.

const keyFigures = [["forest", "cover_rate"], ["forest", "growing_stock"], [null, "carbon_stock"], [null, "stock_change"], [null, "removals"],
  ["sea", "mariculture_sink"], [null, "emissions_ch4"], [null, "area"]];

/** The order of quantities in the list of headlines; those that are not named come last. */
const order = ["area", "cover_rate", "growing_stock", "growing_stock_per_hectare", "biomass", "carbon_stock", "carbon_stock_per_hectare", "stock_change",
  "accumulation", "emissions", "removals", "emissions_co2", "emissions_ch4", "emissions_n2o"];

function headlinesOf(set, zone) {
  return headlineRows.filter(row => cell(row, "zone_set") === set && cell(row, "zone") === zone);
}

function inOrder(one, other) {
  const place = row => (order.includes(cell(row, "quantity")) ? order.indexOf(cell(row, "quantity")) : order.length);
  return place(one) - place(other) || newerFirst(one, other);
}

function rowsOf(set, zone) {
  return data.account.rows.filter(row => cell(row, "zone_set") === set && cell(row, "zone") === zone);
}

function figureOf(row) {
  return figure(Number(cell(row, "value")), cell(row, "unit"), cell(row, "low95"), cell(row, "high95"));
}

/** What a figure is, in words; the sector stands above it. */
function headlineName(row) {
  const category = cell(row, "category");
  const isWhole = ["*", "zone", "sector", cell(row, "sector")].includes(category);
  // A change of what is known at both dates is not the difference of two stocks.
  const isCommon = cell(row, "quantity") === "stock_change" && cell(row, "method").includes("common valid area");
  const parts = [isWhole ? null : categoryName(category), isCommon ? term("page.common_ground") : null];
  return [word("quantity", cell(row, "quantity")), ...parts.filter(Boolean)].join(term("page.comma"));
}

function drawZone() {
  const zones = zonesOf(state.set);
  const name = zones.find(([id]) => id === state.zone)?.[1] ?? state.zone;
  const options = zones.map(([id, zone]) => [id, zoneName(id, zone)]);
  const headlines = headlinesOf(state.set, state.zone).sort(newerFirst);
  const hasWhole = zones.some(([id]) => id === totals) && state.zone !== totals;
  const extraSets = setNames.filter(set => !mappedSets.includes(set)).length > 0 && setNames.length > 1;
  byId("zone").replaceChildren(
    element("div", { class: "zone-head" },
      element("h2", { id: "zone-name" }, given(zoneName(state.zone, name)), state.zone === totals || state.zone === zoneName(state.zone, name) ? null : element("span", { class: "id" }, " ", given(state.zone))),
      hasWhole ? element("button", { type: "button", onclick: () => choose({ zone: totals }) }, term("page.show_all")) : null),
    element("div", { class: "controls" },
      extraSets ? choice("choose-account", term("word.zone_set"), setNames.map(set => [set, word("zone_set", set)]), state.set, value => choose({ set: value })) : null,
      options.length > 1 ? choice("choose-zone", term("word.zone"), options, state.zone, value => choose({ zone: value })) : null),
    tiles(headlines), zoneCharts(headlines), headlineTable(headlines));
}

function tiles(headlines) {
  const found = [];
  for (const [sector, quantity] of keyFigures) {
    const row = headlines.find(one => cell(one, "quantity") === quantity && (sector === null || cell(one, "sector") === sector));
    if (row && found.length < 4) found.push(row);
  }
  return element("div", { class: "tiles" }, found.map(row => {
    const { number, unit, interval } = figureOf(row);
    return element("div", { class: "tile" }, element("div", { class: "what" }, `${word("sector", cell(row, "sector"))} · ${headlineName(row)}`),
      element("div", { class: "number" }, number, element("span", { class: "unit" }, ` ${unit}`)),
      element("div", { class: "when" }, element("span", { class: "interval" }, years(cell(row, "year"), cell(row, "year_to"))), " ", interval ? element("span", { class: "interval" }, interval) : null));
  }));
}

function headlineTable(headlines) {
  if (!headlines.length) return element("p", {}, term("page.no_headlines"));
  const sectors = [...new Set(headlines.map(row => cell(row, "sector")))];
  const head = ["word.quantity", "word.value", "word.unit", "word.interval", "word.year", "word.method"].map(key =>
    element("th", { scope: "col", class: ["word.value", "word.interval"].includes(key) ? "number" : null }, term(key)));
  const line = row => {
    const { number, unit, interval } = figureOf(row);
    const evidence = cell(row, "evidence");
    return element("tr", { "data-row": kindOf(row) },
      element("th", { scope: "row" }, headlineName(row)), element("td", { class: "number", "data-value": cell(row, "value") }, number), element("td", { class: "unit" }, unit),
      element("td", { class: "number limits95" }, interval || "–"), element("td", { class: "year" }, years(cell(row, "year"), cell(row, "year_to")) || "–"),
      element("td", { class: "method", title: cell(row, "method") }, given(methodName(cell(row, "method"))), evidence ? element("span", { class: "evidence" }, ` · ${word("evidence", evidence)}`) : null));
  };
  const bodies = sectors.map(sector => element("tbody", {},
    element("tr", { class: "sector" }, element("th", { colspan: 6, scope: "rowgroup" }, word("sector", sector))),
    headlines.filter(row => cell(row, "sector") === sector).sort(inOrder).map(line)));
  return element("details", { open: true }, element("summary", {}, term("page.headlines", headlines.length)),
    element("div", { class: "scroll", tabindex: "0" }, element("table", { class: "headlines" }, element("thead", {}, element("tr", {}, head)), bodies)));
}

function zoneCharts(headlines) {
  const rows = rowsOf(state.set, state.zone);
  const charts = [classChart(rows, "area", "page.chart.area"), classChart(rows, "carbon_stock", "page.chart.carbon_by_class"), poolChart(rows), ...overYears(headlines)];
  return element("div", { class: "charts" }, charts.filter(Boolean).slice(0, 8));
}

/** The classes of the newest year, by the first method that has some, with the first year of that method beside. */
function classChart(rows, quantity, title) {
  const ofClasses = rows.filter(row => cell(row, "quantity") === quantity && ["", "*"].includes(cell(row, "pool")) && Object.hasOwn(data.classes, cell(row, "category")) && cell(row, "year") && !cell(row, "year_to"));
  if (!ofClasses.length) return null;
  const newest = ofClasses.toSorted(newerFirst)[0];
  const same = ofClasses.filter(row => ["sector", "method"].every(name => cell(row, name) === cell(newest, name)));
  const [first, last] = [Math.min(...same.map(row => Number(cell(row, "year")))), Number(cell(newest, "year"))];
  const at = year => new Map(same.filter(row => Number(cell(row, "year")) === year).map(row => [cell(row, "category"), Number(cell(row, "value"))]));
  const [before, now] = [at(first), at(last)];
  const items = [...new Set([...now.keys(), ...before.keys()])].map(id => ({ name: className(id), value: now.get(id) ?? 0, before: first < last ? before.get(id) ?? 0 : undefined, colour: data.classes[id][2] }));
  items.sort((one, other) => other.value - one.value);
  const drawing = bars(`${term(title)} ${last}`, cell(same[0], "unit"), largest(items));
  return framed(`${term(title)} ${last}`, drawing, first < last ? term("page.chart.before", first) : null);
}

/** The twelve largest bars, and the others as one. */
function largest(items) {
  const others = items.slice(12);
  if (others.length < 2) return items;
  const sum = of => others.reduce((total, item) => total + item[of], 0);
  const before = others[0].before === undefined ? undefined : sum("before");
  return [...items.slice(0, 12), { name: term("gis.class.others", others.length), value: sum("value"), before, colour: "#9aa39d" }];
}

function poolChart(rows) {
  const pools = rows.filter(row => cell(row, "quantity") === "carbon_stock" && ["*", "stands of known species and bamboo"].includes(cell(row, "category")) && !["", "*"].includes(cell(row, "pool")) && cell(row, "unit") === "t C").sort(newerFirst);
  if (pools.length < 2) return null;
  const key = row => ["sector", "category", "method", "year"].map(name => cell(row, name)).join("/");
  const same = pools.filter(row => key(row) === key(pools[0]));
  const items = same.map(row => ({ name: word("pool", cell(row, "pool")).replaceAll("_", " "), value: Number(cell(row, "value")), colour: "#5b7f95" })).sort((one, other) => other.value - one.value);
  const title = `${term("page.chart.pools")} ${cell(pools[0], "year")}`;
  return items.length > 1 ? framed(title, bars(title, "t C", items)) : null;
}

function overYears(headlines) {
  const kinds = new Map();
  for (const row of headlines.filter(row => cell(row, "year") && !cell(row, "year_to"))) {
    const kind = kindOf(row);
    if (!kinds.has(kind)) kinds.set(kind, []);
    kinds.get(kind).push(row);
  }
  const isTold = rows => new Set(rows.map(row => cell(row, "year"))).size > 1 && rows.some(row => Number(cell(row, "value")) !== 0);
  return [...kinds.values()].filter(isTold).map(rows => {
    const limit = text => (text === "" ? undefined : Number(text));
    const points = rows.map(row => ({ year: Number(cell(row, "year")), value: Number(cell(row, "value")), low: limit(cell(row, "low95")), high: limit(cell(row, "high95")) }));
    const title = `${headlineName(rows[0])}${term("page.comma")}${word("sector", cell(rows[0], "sector"))}`;
    return framed(title, lines(title, cell(rows[0], "unit"), [{ kind: "observed", points }]), points.some(point => point.low < point.high) ? term("page.chart.limits") : null);
  });
}

function drawTargets() {
  byId("targets-section").hidden = data.targets.length === 0;
  byId("targets-title").textContent = term("page.targets");
  byId("targets").replaceChildren(...data.targets.map(gauge));
}

const lights = { reached: "★", green: "●", amber: "▲", red: "■", unknown: "?" };

function gauge(target) {
  const unit = target.unit;
  const projected = target.projection?.value;
  const most = Math.max(target.target.value, target.start.value, projected ?? 0, ...(target.projection?.interval ?? [])) * 1.08 || 1;
  const x = value => 8 + Math.max(0, value / most) * 404;
  const show = (value, of = unit) => {
    const { number, unit: name } = figure(value, of);
    return `${number} ${name}`;
  };
  const change = unit === "%" ? "percentage points" : unit;
  const isObserved = target.start_is === "observed";
  const parts = [
    shape("rect", { x: 8, y: 16, width: 404, height: 18, class: "track" }),
    shape("rect", { x: 8, y: 16, width: x(target.start.value) - 8, height: 18, class: isObserved ? "start" : "start assumed" }),
  ];
  if (projected !== undefined) parts.push(shape("rect", { x: 8, y: 22, width: Math.max(0, x(projected) - 8), height: 6, class: "projected" }));
  if (target.projection?.interval) {
    const [low, high] = target.projection.interval.map(x);
    parts.push(shape("path", { d: `M${low} 25H${high}M${low} 19v12M${high} 19v12`, class: "limits projected" }));
  }
  parts.push(shape("path", { d: `M${x(target.target.value)} 10V40`, class: "goal" }));
  const title = inLanguage(data.target_titles[target.name]) || target.name;
  const facts = [
    [term("page.target", target.target.year), show(target.target.value)],
    [term(isObserved ? "page.start" : "page.start_is_target", target.start.year), show(target.start.value)],
    [word("quantity", "target_gap"), show(target.gap, change)],
    [word("quantity", "needed_rate"), `${show(target.needed.per_year, change)}${term("page.per_year")}`],
    projected === undefined ? null : [term("page.projected", target.target.year), show(projected)],
    target.probability === null ? null : [word("quantity", "target_probability"), `${target.probability < 0.01 ? "< 1" : target.probability > 0.99 ? "> 99" : grouped(target.probability * 100, 0)} %`],
  ];
  const kinds = [{ kind: "observed", points: target.observed }, { kind: "goal", points: [target.start, target.target], dots: false }];
  if (target.projection?.path.length) kinds.push({ kind: "projected", points: target.projection.path, dots: false });
  const drawing = lines(title, unit, kinds);
  return element("article", { class: `target ${target.status}` },
    element("h3", {}, element("span", { class: "light", "aria-hidden": "true" }, lights[target.status] ?? "?"), given(title)),
    element("p", { class: "note" }, given(zoneName(target.zone, target.zone_name)), ` · ${word("quantity", target.quantity)} · `, element("strong", {}, word("status", target.status)), target.evidence === "unverified" ? ` · ${word("evidence", "unverified")}` : null),
    chart(420, 46, title, ...parts),
    element("dl", {}, facts.filter(Boolean).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
    framed(term("page.path"), drawing));
}
