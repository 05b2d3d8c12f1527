// Charts as inline SVG, from rows of the account.

const drawn = "http://www.w3.org/2000/svg";

function shape(name, attributes, ...children) {
  const made = document.createElementNS(drawn, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function label(x, y, text, anchor = "start", kind = "") {
  return shape("text", { x, y, "text-anchor": anchor, class: kind }, text);
}

function chart(width, height, title, ...parts) {
  return shape("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img", "aria-label": title }, ...parts);
}

/** Steps of 1, 2 or 5 that cover a range in about `count` pieces. */
function ticks(low, high, count) {
  const rough = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(one => one >= rough * 0.999);
  const found = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at++) found.push(at * step);
  return found;
}

/** Bars from the largest down; items have `name`, `value`, `colour` and maybe an earlier value `before`. Long names take several lines. */
function bars(title, unit, items) {
  const width = 340, left = 132, right = 58, line = 14, gap = 7;
  const most = Math.max(...items.map(item => Math.max(item.value, item.before ?? 0))) || 1;
  const scale = scaleOf(most, unit);
  const at = value => left + Math.max(0, value / most) * (width - left - right);
  let top = 0;
  const parts = items.flatMap(item => {
    const name = wrapped(item.name, left - 8);
    const y = top + gap / 2 + (name.length - 1) * line / 2;
    const value = grouped(item.value / scale.factor, scale.digits);
    const bar = [
      ...name.map((text, index) => label(left - 8, top + gap / 2 + 11.5 + index * line, text, "end")),
      shape("rect", { x: left, y, width: Math.max(at(item.value) - left, 0.5), height: 15, fill: item.colour, class: "bar" },
        shape("title", {}, `${item.name}: ${value} ${scale.unit}`)),
      label(Math.max(at(item.value), at(item.before ?? 0)) + 6, y + 12, value, "start", "value"),
    ];
    if (item.before !== undefined) bar.push(shape("line", { x1: at(item.before), x2: at(item.before), y1: y - 2, y2: y + 17, class: "before" }));
    top += name.length * line + gap;
    return bar;
  });
  return { unit: scale.unit, svg: chart(width, top + gap, title, ...parts) };
}

const ruler = document.createElement("canvas").getContext("2d");

/** The lines of a text no wider than `room` in the letters of charts: between words, between Chinese characters, or within a word too long for any line. */
function wrapped(text, room) {
  ruler.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const fits = part => ruler.measureText(part.trim()).width <= room;
  const words = text.match(/[\u2e80-\uffff]\s*|[^\s\u2e80-\uffff]+\s*/g) ?? [text];
  const parts = words.flatMap(word => (fits(word) ? [word] : [...word]));
  const found = [""];
  for (const part of parts) {
    if (fits(found.at(-1) + part)) found[found.length - 1] += part;
    else found.push(part);
  }
  return found.map(one => one.trim());
}

/** Chinese characters take two places. */
function shortened(text, most) {
  let places = 0, short = "";
  for (const c of text) {
    places += c.codePointAt(0) > 0x2e7f ? 2 : 1;
    if (places > most) return `${short}…`;
    short += c;
  }
  return short;
}

/**
 * Lines over years. A series has `points` ({year, value, low, high}), a `kind` for its style, and is drawn with the limits that it has.
 */
function lines(title, unit, series) {
  const width = 330, height = 160, left = 52, right = 18, top = 10, bottom = 26;
  const points = series.flatMap(one => one.points);
  const values = points.flatMap(point => [point.value, point.low, point.high]).filter(Number.isFinite);
  let [low, high] = [Math.min(...values), Math.max(...values)];
  // A change of a few parts in a thousand must not look like a fall.
  const room = Math.max((high - low) * 0.12, Math.abs(high) * 0.03 - (high - low) / 2) || 1;
  [low, high] = [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
  const dates = points.map(point => point.year);
  let [first, last] = [Math.min(...dates), Math.max(...dates)];
  if (first === last) [first, last] = [first - 1, last + 1];
  const scale = scaleOf(Math.max(Math.abs(low), Math.abs(high)), unit);
  const x = year => left + (year - first) / (last - first) * (width - left - right);
  const y = value => height - bottom - (value - low) / (high - low) * (height - top - bottom);
  const parts = [];
  const marks = ticks(low / scale.factor, high / scale.factor, 4);
  const digits = Math.max(0, -Math.floor(Math.log10((marks[1] - marks[0]) || 1) + 1e-9));
  for (const mark of marks) {
    const at = y(mark * scale.factor);
    parts.push(shape("line", { x1: left, x2: width - right, y1: at, y2: at, class: "grid" }));
    parts.push(label(left - 7, at + 4, grouped(mark, digits), "end"));
  }
  const shown = [...new Set(dates)].sort((one, other) => one - other);
  shown.forEach((year, index) => {
    const crowded = index > 0 && index < shown.length - 1 && (x(year) - x(shown[index - 1]) < 34 || x(shown.at(-1)) - x(year) < 34);
    if (!crowded) parts.push(label(x(year), height - 7, String(year), "middle"));
  });
  for (const one of series) {
    const sorted = [...one.points].sort((a, b) => a.year - b.year);
    const path = sorted.map((point, index) => `${index ? "L" : "M"}${x(point.year).toFixed(1)} ${y(point.value).toFixed(1)}`).join("");
    if (sorted.length > 1) parts.push(shape("path", { d: path, class: `line ${one.kind}` }));
    for (const point of sorted) {
      const hasLimits = point.low < point.high;
      if (hasLimits) {
        const [a, b, at] = [y(point.low), y(point.high), x(point.year)];
        parts.push(shape("path", { d: `M${at} ${a}V${b}M${at - 4} ${a}h8M${at - 4} ${b}h8`, class: `limits ${one.kind}` }));
      }
      if (one.dots === false) continue;
      const shownValue = figure(point.value, unit, point.low ?? "", point.high ?? "");
      parts.push(shape("circle", { cx: x(point.year), cy: y(point.value), r: 3.6, class: `dot ${one.kind}` },
        shape("title", {}, `${point.year}: ${shownValue.number} ${shownValue.unit} ${shownValue.interval}`)));
    }
  }
  return { unit: scale.unit, svg: chart(width, height, title, ...parts) };
}

function framed(title, drawing, note) {
  return element("figure", {}, element("figcaption", {}, title, element("span", { class: "unit" }, ` ${drawing.unit}`)), drawing.svg,
    note ? element("p", { class: "note" }, note) : null);
}
