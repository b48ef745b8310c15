(() => {
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
for (const part of all(".needs-script")) part.hidden = false;

// ---- The page's state lives in its address, so that a view can be mailed round.
const state = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
const listeners = [];
const names = key => (state.get(key) || "").split(/[\s,]+/).filter(Boolean);
function keep(key, value) {
  if (value) state.set(key, value); else state.delete(key);
  const text = state.toString();
  history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
}
function changed() { for (const listener of listeners) listener(); }

// ---- Data: columns, text as a dictionary and indices.
const values = column => column.words ? column.codes.map(code => code < 0 ? null : column.words[code]) : column.values;
function rows(name) {
  const fields = Object.entries(data.datasets[name]).map(([field, column]) => [field, values(column)]);
  const count = fields.length ? fields[0][1].length : 0;
  return Array.from({length: count}, (_, i) => Object.fromEntries(fields.map(([field, list]) => [field, list[i]])));
}

// ---- Theme.
const themeButton = document.getElementById("theme");
const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
function showTheme() {
  const dark = isDark();
  themeButton.textContent = dark ? "Light" : "Dark";
  themeButton.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
}
if (state.get("theme")) root.dataset.theme = state.get("theme") === "dark" ? "dark" : "light";
themeButton.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  keep("theme", root.dataset.theme);
  showTheme();
  for (const chart of charts.values()) chart.draw();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { showTheme(); for (const chart of charts.values()) chart.draw(); });
showTheme();
document.getElementById("print").addEventListener("click", () => print());

// ---- Downloads.
function save(name, href) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}
function saveText(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], {type}));
  save(name, href);
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}

// ---- Charts: the static picture stays until the live one has been drawn in its place.
const charts = new Map();
const lighter = {"#0072B2": "#3A9BDC", "#009E73": "#2CC295", "#7F8C99": "#9AA7B4"};
const colours = dark => {
  const ink = dark ? "#e8ecf0" : "#1c2530", line = dark ? "#4a5460" : "#d5dbe1";
  return {background: "transparent", view: {stroke: null}, title: {color: ink},
    axis: {labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line},
    header: {labelColor: ink, titleColor: ink}, legend: {labelColor: ink, titleColor: ink, symbolBaseFillColor: ink, symbolBaseStrokeColor: ink}, text: {color: ink}};
};
class LiveChart {
  constructor(box) {
    this.box = box;
    this.id = box.dataset.chart;
    this.view = null;
    this.wanted = false;
  }
  async draw() {
    if (!this.wanted) return;
    const plain = JSON.stringify(data.charts[this.id]);
    const spec = JSON.parse(isDark() ? plain.replace(/#0072B2|#009E73|#7F8C99/g, colour => lighter[colour]) : plain);
    spec.datasets = Object.fromEntries(data.uses[this.id].map(name => [name, rows(name)]));
    spec.config = Object.assign({}, spec.config);
    for (const [part, colour] of Object.entries(colours(isDark())))
      spec.config[part] = typeof colour === "string" ? colour : Object.assign({}, spec.config[part], colour);
    const live = document.createElement("div");
    live.setAttribute("aria-hidden", "true");
    const result = await vegaEmbed(live, spec, {
      ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: {disableDefaultStyle: true},
    });
    if (this.view) this.view.finalize();
    this.view = result.view;
    for (const old of all(":scope > div", this.box)) old.remove();
    this.box.append(live);
    this.box.classList.add("live");
    this.focus();
  }
  focus() {
    if (!this.view || !data.focusable.includes(this.id)) return;
    this.view.signal("highlight", names("highlight")).signal("hidden", names("hide")).runAsync();
  }
  async save(kind) {
    this.wanted = true;
    if (!this.view) await this.draw();
    save(`${this.id}.${kind}`, await this.view.toImageURL(kind, kind === "png" ? 2 : 1));
  }
}
for (const box of all("[data-chart]")) charts.set(box.dataset.chart, new LiveChart(box));
const seen = new IntersectionObserver(entries => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    const chart = charts.get(entry.target.dataset.chart);
    chart.wanted = true;
    chart.draw();
  }
}, {rootMargin: "300px"});
for (const chart of charts.values()) seen.observe(chart.box);
for (const button of all("[data-save]")) {
  button.setAttribute("aria-label", `Save “${button.dataset.of}” as ${button.dataset.save.toUpperCase()}`);
  button.addEventListener("click", () => charts.get(button.dataset.of).save(button.dataset.save));
}
listeners.push(() => { for (const chart of charts.values()) chart.focus(); });

// ---- Tables.
const dash = "–";
const isText = column => ["text", "words", "status"].includes(column.kind);
const fixed = (value, digits) => value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1");
function written(column, row) {
  const value = row[column.name];
  if (value === null || value === undefined || value === "") return dash;
  const least = 10 ** -column.digits;
  if (column.kind === "number" && value > 0 && value < least / 2) return "<" + fixed(least, column.digits);
  if (column.kind === "number") return value.toLocaleString("en-US", {minimumFractionDigits: column.digits, maximumFractionDigits: column.digits});
  if (column.kind === "percent") return fixed(100 * value, column.digits) + " %";
  if (column.kind === "estimate") {
    const low = row[column.low], high = row[column.high];
    const text = fixed(value, column.digits);
    return low === null || low === undefined ? text : `${text} [${fixed(low, column.digits)}, ${fixed(high, column.digits)}]`;
  }
  return String(value);
}
function matcher(text) {
  const wish = text.trim();
  const found = /^(>=|<=|>|<|=|!)\s*(.*)$/.exec(wish);
  if (!wish) return () => true;
  if (!found) { const part = wish.toLowerCase(); return value => value !== null && String(value).toLowerCase().includes(part); }
  const [, sign, rest] = found;
  if (sign === "!") { const part = rest.toLowerCase(); return value => !rest || value === null || !String(value).toLowerCase().includes(part); }
  if (rest === "") return () => true;
  const number = Number(rest.replace(/\s*%$/, "")) / (rest.trim().endsWith("%") ? 100 : 1);
  if (Number.isNaN(number)) return sign === "=" ? value => String(value) === rest : () => true;
  return value => typeof value === "number" && (
    sign === ">" ? value > number : sign === "<" ? value < number :
    sign === ">=" ? value >= number : sign === "<=" ? value <= number : value === number);
}
function quoted(cell, separator) {
  const safe = typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? "'" + cell : String(cell ?? "");
  return separator === "," && /[",\n\r]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe.replaceAll("\t", " ");
}
const PAGE = 100, FEWEST_FILTERED = 5;
class LiveTable {
  constructor(box) {
    this.box = box;
    this.id = box.dataset.table;
    this.spec = data.tables[this.id];
    this.rows = rows(this.id);
    this.limit = PAGE;
    this.body = box.querySelector("tbody");
    this.heads = all("thead th", box);
    this.filters = this.spec.columns.map((column, i) => this.head(column, this.heads[i]));
    if (this.rows.length < FEWEST_FILTERED) for (const input of this.filters) input.hidden = true;
    this.more = document.createElement("button");
    this.more.type = "button";
    this.more.addEventListener("click", () => { this.limit += 10 * PAGE; this.draw(); });
    box.append(this.more);
    for (const note of all(".note", box)) if (this.rows.length === this.spec.total) note.remove();
    this.draw();
  }
  key(column) { return `${this.id}.${column.name}`; }
  head(column, cell) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = column.title;
    button.title = column.help || "";
    button.addEventListener("click", () => {
      const now = state.get(`sort.${this.id}`) || "";
      const first = isText(column) ? "up" : "down";
      keep(`sort.${this.id}`, now === `${column.name}:${first}` ? `${column.name}:${first === "up" ? "down" : "up"}` : `${column.name}:${first}`);
      this.draw();
    });
    const input = document.createElement("input");
    input.type = "text";
    input.placeholder = isText(column) ? "contains" : "> 0.5";
    input.setAttribute("aria-label", `Filter ${column.title}: text to contain, ! to exclude, or > < >= <= = with a number`);
    input.value = state.get(this.key(column)) || "";
    input.addEventListener("input", () => { keep(this.key(column), input.value); this.limit = PAGE; this.draw(); });
    cell.textContent = "";
    cell.removeAttribute("title");
    cell.append(button, input);
    return input;
  }
  visible() {
    const tests = this.spec.columns.map((column, i) => [column.name, matcher(this.filters[i].value)]);
    const hidden = this.spec.annotator ? new Set(names("hide")) : new Set();
    const kept = this.rows.filter(row => !hidden.has(row[this.spec.annotator]) && tests.every(([name, test]) => test(row[name])));
    const [name, direction] = (state.get(`sort.${this.id}`) || "").split(":");
    if (!this.spec.columns.some(column => column.name === name)) return kept;
    const sign = direction === "down" ? -1 : 1;
    return kept.map((row, i) => [row, i]).sort(([a, i], [b, j]) => {
      const x = a[name], y = b[name];
      if (x === null || y === null) return (x === null) - (y === null) || i - j;
      return sign * (typeof x === "number" ? x - y : String(x).localeCompare(String(y), "en", {numeric: true})) || i - j;
    }).map(([row]) => row);
  }
  draw() {
    const shown = this.visible();
    const marked = new Set(names("highlight"));
    const fragment = document.createDocumentFragment();
    for (const row of shown.slice(0, this.limit)) {
      const line = document.createElement("tr");
      if (this.spec.annotator && marked.has(row[this.spec.annotator])) line.className = "focused";
      this.spec.columns.forEach((column, i) => {
        const cell = document.createElement(i ? "td" : "th");
        if (!i) cell.scope = "row";
        cell.className = column.kind;
        const tone = column.kind === "status" && data.tones[row[column.name]];
        if (tone) cell.classList.add("tone-" + tone);
        const text = document.createElement("bdi");
        text.textContent = written(column, row);
        cell.append(text);
        line.append(cell);
      });
      fragment.append(line);
    }
    this.body.replaceChildren(fragment);
    const [name, direction] = (state.get(`sort.${this.id}`) || "").split(":");
    this.spec.columns.forEach((column, i) => {
      if (column.name === name) this.heads[i].setAttribute("aria-sort", direction === "down" ? "descending" : "ascending");
      else this.heads[i].removeAttribute("aria-sort");
    });
    this.box.querySelector(".count").textContent = shown.length === this.rows.length ? `${shown.length} rows` : `${shown.length} of ${this.rows.length} rows`;
    this.more.hidden = shown.length <= this.limit;
    this.more.textContent = `Show more (${shown.length - Math.min(shown.length, this.limit)} left)`;
  }
  text(separator) {
    const fields = this.spec.fields;
    const lines = [fields, ...this.visible().map(row => fields.map(field => row[field]))];
    return lines.map(line => line.map(cell => quoted(cell, separator)).join(separator)).join("\r\n") + "\r\n";
  }
}
const tables = new Map();
const near = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) { near.unobserve(entry.target); open(entry.target); }
}, {rootMargin: "600px"});
function open(box) {
  if (!tables.has(box.dataset.table)) tables.set(box.dataset.table, new LiveTable(box));
  return tables.get(box.dataset.table);
}
for (const box of all("[data-table]")) near.observe(box);
listeners.push(() => { for (const table of tables.values()) table.draw(); });
for (const button of all("[data-csv]")) {
  const box = button.closest("[data-table]");
  button.addEventListener("click", () => saveText(`${button.dataset.csv}.csv`, "text/csv", open(box).text(",")));
}
for (const button of all("[data-copy]")) {
  const box = button.closest("[data-table]");
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(open(box).text("\t")); button.textContent = "Copied"; }
    catch { button.textContent = "Not allowed here"; }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}

// ---- Annotators in focus, shared by all charts and tables.
for (const [id, key] of [["focus", "highlight"], ["hide", "hide"]]) {
  const input = document.getElementById(id);
  input.value = names(key).join(", ");
  input.addEventListener("input", () => { keep(key, input.value.trim().split(/[\s,]+/).filter(Boolean).join(",")); changed(); });
}
document.getElementById("clear").addEventListener("click", () => {
  for (const [id, key] of [["focus", "highlight"], ["hide", "hide"]]) { document.getElementById(id).value = ""; keep(key, ""); }
  changed();
});

// ---- In print every figure and table is there, drawn or not.
addEventListener("beforeprint", () => { for (const part of all("details.numbers")) part.open = false; });
})();
