// The table of rows: sorted, filtered, and downloaded as they stand in `accounts.csv`.

const perPage = 50;
const tableColumns = data.account.columns;
const table = { text: "", sector: "", quantity: "", year: "", onlyZone: false, sort: null, descending: false, page: 0, rows: [] };

function shownCell(row, name) {
  const text = cell(row, name);
  switch (name) {
    case "zone_name": return zoneName(cell(row, "zone"), text);
    case "zone_set": case "sector": case "quantity": case "evidence": return word(name, text);
    case "method": return methodName(text);
    case "unit": return unitName(text);
    case "pool": return word("pool", text).replaceAll("_", " ");
    case "category": return text === "*" ? "*" : categoryName(text);
    case "value": case "low95": case "high95": return text === "" ? "" : grouped(Number(text), digitsOf(Number(text)));
    default: return text;
  }
}

function digitsOf(value) {
  const size = Math.abs(value);
  return size === 0 || size >= 1000 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 3 : 6;
}

function filterRows() {
  const wanted = table.text.trim().toLowerCase();
  const matches = row => tableColumns.some(name => `${cell(row, name)}\n${numeric.has(name) ? "" : shownCell(row, name)}`.toLowerCase().includes(wanted));
  table.rows = data.account.rows.filter(row => (!table.sector || cell(row, "sector") === table.sector) && (!table.quantity || cell(row, "quantity") === table.quantity)
    && (!table.year || [cell(row, "year"), cell(row, "year_to")].includes(table.year))
    && (!table.onlyZone || (cell(row, "zone") === state.zone && cell(row, "zone_set") === state.set)) && (!wanted || matches(row)));
  if (table.sort) {
    const name = table.sort;
    const compared = numeric.has(name)
      ? (one, other) => (cell(one, name) === "" ? -Infinity : Number(cell(one, name))) - (cell(other, name) === "" ? -Infinity : Number(cell(other, name))) || 0
      : (one, other) => shownCell(one, name).localeCompare(shownCell(other, name), state.language === "zh" ? "zh-CN" : "en");
    table.rows.sort((one, other) => (table.descending ? -compared(one, other) : compared(one, other)));
  }
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvText(rows) {
  const field = (text, name) => {
    const safe = !numeric.has(name) && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [tableColumns.join(","), ...rows.map(row => tableColumns.map(name => field(cell(row, name), name)).join(","))];
  return lines.map(line => `${line}\r\n`).join("");
}

function download() {
  // The mark at the beginning tells spreadsheets that the text is UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", csvText(table.rows)], { type: "text/csv;charset=utf-8" }));
  const link = element("a", { href: address, download: `${data.name}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function refilter(change) {
  Object.assign(table, change, { page: 0 });
  drawRows();
}

function values(name) {
  return [...new Set(data.account.rows.map(row => cell(row, name)))].filter(text => text !== "").sort();
}

function drawTable() {
  byId("table-title").textContent = term("page.table");
  const any = [["", term("page.any")]];
  const named = (name, list) => any.concat(list.map(value => [value, word(name, value)]));
  byId("table-controls").replaceChildren(
    element("label", { for: "search", class: "search" }, element("span", {}, term("page.search")),
      element("input", { id: "search", type: "search", value: table.text, oninput: event => refilter({ text: event.target.value }) })),
    choice("filter-sector", term("word.sector"), named("sector", values("sector")), table.sector, value => refilter({ sector: value })),
    choice("filter-quantity", term("word.quantity"), named("quantity", values("quantity")), table.quantity, value => refilter({ quantity: value })),
    choice("filter-year", term("word.year"), named("year", [...new Set([...values("year"), ...values("year_to")])].sort()), table.year, value => refilter({ year: value })),
    element("label", { class: "check" }, element("input", { type: "checkbox", checked: table.onlyZone, onchange: event => refilter({ onlyZone: event.target.checked }) }), element("span", {}, term("page.only_zone"))),
    element("button", { type: "button", id: "download", onclick: download }, term("page.download")));
  drawRows();
}

function sortBy(name) {
  const descending = table.sort === name ? !table.descending : numeric.has(name) && !name.startsWith("year");
  refilter({ sort: name, descending });
  byId("table").querySelector(`th[data-column="${name}"] button`)?.focus();
}

function columnTerm(name) {
  return { zone: "word.zone_id", zone_name: "word.zone" }[name] ?? `word.${name}`;
}

function drawRows() {
  filterRows();
  const held = data.account.rows.length;
  byId("table-note").textContent = term("page.rows", grouped(table.rows.length, 0), grouped(data.account.all, 0)) + (held < data.account.all ? ` ${term("page.headlines_only")}` : "");
  const head = tableColumns.map(name => {
    const sorted = table.sort === name ? (table.descending ? "descending" : "ascending") : "none";
    const mark = sorted === "none" ? "" : table.descending ? " ▼" : " ▲";
    return element("th", { scope: "col", "aria-sort": sorted, "data-column": name, class: numeric.has(name) ? "number" : null },
      element("button", { type: "button", onclick: () => sortBy(name) }, term(columnTerm(name)) + mark));
  });
  const first = table.page * perPage;
  const body = table.rows.slice(first, first + perPage).map(row => element("tr", {}, tableColumns.map(name =>
    element("td", { class: ["value", "low95", "high95"].includes(name) ? "number" : name, title: cell(row, name) || null }, given(shownCell(row, name))))));
  byId("table").replaceChildren(element("thead", {}, element("tr", {}, head)), element("tbody", {}, body));
  const pages = Math.max(1, Math.ceil(table.rows.length / perPage));
  const turn = (label, by) => element("button", { type: "button", disabled: table.page + by < 0 || table.page + by >= pages, onclick: () => { table.page += by; drawRows(); } }, label);
  byId("table-pages").replaceChildren(turn(term("page.previous"), -1), element("span", {}, term("page.page_of", table.page + 1, pages)), turn(term("page.next"), 1));
}
