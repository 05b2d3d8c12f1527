// The embedded data, words in two languages, numbers with units, and elements. Text reaches the page as text only.

const data = JSON.parse(document.getElementById("data").textContent);
const languages = { en: data.words[0], zh: data.words[1] };
const column = Object.fromEntries(data.account.columns.map((name, index) => [name, index]));
const numeric = new Set(["year", "year_to", "value", "low95", "high95"]);

/** The text of a cell of `accounts.csv`. */
function cell(row, name) {
  return data.account.words[row[column[name]]];
}

/** A word by its key; its places, such as `{count}`, are filled in order. */
function term(key, ...values) {
  const text = languages[state.language][key] ?? key;
  return values.reduce((filled, value) => filled.replace(/\{\w*\}/, () => value), text);
}

/** The word for a name of some kind, or the name itself. */
function word(kind, name) {
  return languages[state.language][`${kind}.${name}`] ?? name;
}

/** The one of an English and a Chinese text that is in the language shown. */
function inLanguage(texts) {
  return texts[state.language === "zh" ? 1 : 0];
}

function className(id) {
  return Object.hasOwn(data.classes, id) ? inLanguage(data.classes[id]) : null;
}

/** A category, part by part: `arbor_forest > built`, `forest, origin:planted`, `excluded: paddy`. */
function categoryName(category) {
  const parts = category.split(/( > |, |: |:)/);
  const words = languages[state.language];
  const known = (kinds, part) => kinds.map(kind => words[`${kind}.${part}`]).find(found => found !== undefined);
  const name = (part, index) => {
    // What stands before a colon says what kind of name follows: `age_group:young`.
    const kind = parts[index - 1] === ":" ? [parts[index - 2] === "land" ? "role" : parts[index - 2]] : [];
    return className(part) ?? known([...kind, "gis.category", "page.category", "category", "role"], part) ?? part.replaceAll("_", " ");
  };
  const separators = { " > ": " → ", ", ": term("page.comma"), ": ": term("page.colon"), ":": term("page.colon") };
  return parts.map((part, index) => (index % 2 ? separators[part] : name(part, index))).join("");
}

/** A method clause by clause; what has no word, such as names and formulas, stays. */
function methodName(method) {
  const whole = word("method", method);
  if (state.language === "en" || whole !== method) return whole;
  const joint = ["; ", ": ", ", "].find(joint => method.includes(joint));
  if (joint === undefined) return method;
  const at = method.indexOf(joint);
  const own = { "; ": "；", ": ": term("page.colon"), ", ": term("page.comma") }[joint];
  return methodName(method.slice(0, at)) + own + methodName(method.slice(at + joint.length));
}

function zoneName(id, name) {
  if (id === "*") return ["", "*", "all zones"].includes(name) ? word("word", "all_zones") : name;
  return id === "(outside)" ? word("word", "outside_all_zones") : name;
}

function years(from, to) {
  return to ? `${from}–${to}` : from;
}

const unscaled = new Set(["%", "percentage points", "percentage points/yr", "yr", "%/yr of the value"]);

/** A unit in words; one that ends in `/yr` is a rate of it. */
function unitName(unit) {
  const perYear = unit.endsWith("/yr");
  return word("unit", perYear ? unit.slice(0, -3) : unit) + (perYear ? term("page.per_year") : "");
}

/** How a value is shown: its unit, with 万 or million before it where it is large, and the factor and digits for that. */
function scaleOf(value, unit) {
  const steps = state.language === "zh" ? [[1e8, "page.scale.hundred_million"], [1e4, "page.scale.ten_thousand"]] : [[1e6, "page.scale.million"]];
  const scalable = !unscaled.has(unit) && !unit.includes("/ha");
  const step = scalable ? steps.find(([least]) => Math.abs(value) >= least) : undefined;
  const factor = step ? step[0] : 1;
  const size = Math.abs(value / factor);
  const digits = size >= 10000 ? 0 : size >= 100 ? 1 : size >= 0.1 || size === 0 ? 2 : 4;
  return { factor, digits, unit: (step ? term(step[1]) : "") + unitName(unit) };
}

function grouped(value, digits) {
  return new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(value).replace(/^-(?=[0.,]*$)/, "").replace("-", "−");
}

/** The parts of a figure: number, unit, and its interval where it has a width. */
function figure(value, unit, low, high) {
  const scale = scaleOf(value, unit);
  const show = number => grouped(number / scale.factor, scale.digits);
  const hasWidth = low !== "" && high !== "" && low !== undefined && Number(low) < Number(high);
  return { number: show(value), unit: scale.unit, interval: hasWidth ? `[${show(Number(low))}, ${show(Number(high))}]` : "" };
}

/** An element with attributes and children; strings become text. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined));
  return made;
}

/** Text that people gave: its direction stays its own. */
function given(text) {
  return element("bdi", {}, text);
}

function byId(id) {
  return document.getElementById(id);
}

/** A choice with its label; `options` are pairs of value and text. */
function choice(id, label, options, chosen, change) {
  const list = options.map(([value, text]) => element("option", { value, selected: value === chosen }, text));
  return element("label", { for: id }, element("span", {}, label), element("select", { id, onchange: event => change(event.target.value) }, list));
}
