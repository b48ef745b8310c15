(() => {
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
for (const part of all(".needs-script")) part.hidden = false;
for (const part of all(".without-script")) part.remove();
function made(tag, text, look = {}) {
  const part = Object.assign(document.createElement(tag), look);
  part.textContent = text;
  return part;
}
function button(text, meaning) {
  const part = made("button", text, {type: "button"});
  Object.assign(part.dataset, meaning);
  return part;
}

// ---- The page's state lives in its address, so that a view can be mailed round.
const state = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
const listeners = [];
// People who are named there: by name, which may hold blanks, or by a pattern in which * stands for anything.
function fits(parts, name) {
  const last = parts.at(-1), end = name.length - last.length;
  if (!name.startsWith(parts[0]) || !name.endsWith(last)) return false;
  let at = parts[0].length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}
function named(key) {
  const text = state.get(key) || "", words = [...text.split(/[\s,]+/), ...text.split(",").map(word => word.trim())].filter(Boolean);
  const wanted = [...new Set(words)].map(word => [word, word.includes("*") && word.split("*")]);
  const place = name => wanted.findIndex(([word, parts]) => word === name || (parts && typeof name === "string" && fits(parts, name)));
  return {words: wanted.map(([word]) => word), some: wanted.length > 0, has: name => place(name) >= 0, place};
}
// Where several are highlighted each has a colour, the same in every chart and table.
const COLOURS = 6;
function paint(part, lit, name) {
  const place = lit.words.length > 1 ? lit.place(name) : -1;
  if (place < 0) delete part.dataset.lit; else part.dataset.lit = place % COLOURS;
}
function keep(key, value) {
  if (value) state.set(key, value); else state.delete(key);
  const text = state.toString();
  history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
}
function changed() { for (const listener of listeners) listener(); }

// ---- Going to a place unfolds what it stands in, and leaves the rest of the address as it is.
function go(id) {
  const place = id && document.getElementById(id);
  if (!place) return;
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  settle(place, 20);
}
// What becomes live on the way grows, so the place is held on to for some frames, unless the reader moves on.
let settling = 0;
function settle(place, frames) {
  place.scrollIntoView();
  cancelAnimationFrame(settling);
  if (frames) settling = requestAnimationFrame(() => settle(place, frames - 1));
}
for (const moved of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(moved, () => cancelAnimationFrame(settling), {passive: true});
document.addEventListener("click", event => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  const id = decodeURIComponent(link.getAttribute("href").slice(1));
  keep("at", id);
  go(id);
  const place = document.getElementById(id);
  if (link.classList.contains("skip") && place) { place.tabIndex = -1; place.focus(); }
});

// ---- The present place in the contents: the last one whose beginning has been passed, and all that it stands in.
const places = all(".contents a").map(link => [link, document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)))]);
function showPlace() {
  let here = null;
  for (const [link, place] of places) {
    const box = place && place.getBoundingClientRect();
    if (box && box.height && box.top <= innerHeight / 5) here = link;
  }
  for (const link of all(".contents [aria-current], .contents .here")) { link.removeAttribute("aria-current"); link.classList.remove("here"); }
  if (!here) return;
  here.setAttribute("aria-current", "true");
  for (let part = here.closest("li"); part; part = part.parentElement.closest("li")) part.classList.add("here");
}
let asked = 0;
addEventListener("scroll", () => { if (!asked) asked = requestAnimationFrame(() => { asked = 0; showPlace(); }); }, {passive: true});

// ---- One question at a time: the one that is picked is open, the others are folded to their line.
const picker = document.getElementById("question");
function pick(question) {
  for (const fold of all("details.question")) fold.open = question === "*" || fold.dataset.question === question;
}
if (picker) {
  if (state.get("q") && all("option", picker).some(option => option.value === state.get("q"))) { picker.value = state.get("q"); pick(picker.value); }
  picker.addEventListener("change", () => { keep("q", picker.value); pick(picker.value); });
}

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
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
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
function saveBlob(name, blob) {
  const href = URL.createObjectURL(blob);
  save(name, href);
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}

// ---- Charts: drawn when the page was made. Here their marks say what they are about, and a person's are told apart.
const charts = new Map(), tip = document.getElementById("tip");
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}
class Chart {
  constructor(box) {
    this.box = box;
    this.id = box.dataset.chart;
  }
  wake() { return this.ready ??= this.open(); }
  async open() {
    let columns = data.marks[this.id] || {};
    if (data.packed[this.id]) {
      const {svg, marks} = await unpacked(data.packed[this.id]);
      const drawn = new DOMParser().parseFromString(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"'), "image/svg+xml");
      this.box.replaceChildren(document.importNode(drawn.documentElement, true));
      columns = marks;
    }
    this.said = Object.entries(columns).map(([field, column]) => [field, values(column)]);
    this.about = columns.annotator ? values(columns.annotator) : [];
    this.marks = all("[data-m]", this.box);
    if (this.about.length) for (const word of all("text", this.box)) if (people.has(word.textContent)) word.classList.add("opens");
    this.focus();
  }
  focus() {
    if (!this.marks || !this.about.length) return;
    const lit = named("highlight"), away = named("hide");
    for (const mark of this.marks) {
      const alias = this.about[mark.dataset.m];
      mark.classList.toggle("faint", lit.some && alias !== null && !lit.has(alias));
      mark.classList.toggle("away", away.has(alias));
      paint(mark, lit, alias);
    }
  }
  person(part) {
    const alias = part.dataset.m === undefined ? part.textContent : this.about[part.dataset.m];
    return people.has(alias) ? alias : null;
  }
  tell(mark) {
    const lines = this.said.map(([field, list]) => [field, list[mark.dataset.m]]).filter(([, said]) => said !== null);
    if (!lines.length) return;
    tip.replaceChildren(grid([], lines.map(([field, said]) => [document.createTextNode(field), element("span", said)])));
    tip.hidden = false;
    const at = mark.getBoundingClientRect(), size = tip.getBoundingClientRect();
    const x = Math.min(Math.max(at.left + at.width / 2 - size.width / 2, 4), innerWidth - size.width - 4);
    const y = at.top - size.height - 8 < 4 ? at.bottom + 8 : at.top - size.height - 8;
    tip.style.left = `${x}px`;
    tip.style.top = `${y}px`;
  }
  drawing() {
    const svg = this.box.querySelector("svg").cloneNode(true), ground = document.createElementNS(svg.namespaceURI, "rect");
    for (const part of all("[class]", svg)) part.removeAttribute("class");
    for (const part of all("[data-m]", svg)) { part.removeAttribute("data-m"); part.removeAttribute("data-lit"); }
    for (const [name, value] of [["width", "100%"], ["height", "100%"], ["fill", "white"]]) ground.setAttribute(name, value);
    svg.prepend(ground);
    svg.setAttribute("xmlns", svg.namespaceURI);
    svg.setAttribute("font-family", data.font);
    return [new XMLSerializer().serializeToString(svg), svg.viewBox.baseVal];
  }
  async drawn() { await this.wake(); return this.drawing(); }
  async save(kind) {
    const [text, size] = await this.drawn();
    if (kind === "svg") { saveBlob(`${this.id}.svg`, new Blob([text], {type: "image/svg+xml"})); return; }
    const picture = new Image(), canvas = document.createElement("canvas"), href = URL.createObjectURL(new Blob([text], {type: "image/svg+xml"}));
    picture.addEventListener("load", () => {
      canvas.width = DOTS * size.width;
      canvas.height = DOTS * size.height;
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(href);
      canvas.toBlob(made => saveBlob(`${this.id}.png`, made), "image/png");
    });
    picture.src = href;
  }
}
const DOTS = 3;  // pixels of a PNG per CSS pixel: some 300 to an inch
for (const box of all("[data-chart]")) {
  const chart = new Chart(box);
  charts.set(chart.id, chart);
  box.addEventListener("mouseover", event => {
    const mark = event.target.closest("[data-m]");
    if (mark && chart.marks) chart.tell(mark); else tip.hidden = true;
  });
  box.addEventListener("mouseleave", () => { tip.hidden = true; });
  box.addEventListener("click", event => {
    const part = event.target.closest("[data-m], text.opens"), alias = part && chart.marks && chart.person(part);
    if (alias) { tip.hidden = true; openPanel("a", alias, null); }
  });
}
addEventListener("scroll", () => { tip.hidden = true; }, {passive: true});
const seen = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); charts.get(entry.target.dataset.chart).wake(); }
}, {rootMargin: "300px"});
for (const chart of charts.values()) {
  const tools = made("p", "", {className: "tools"});
  for (const kind of ["svg", "png"]) {
    const save = button(kind.toUpperCase(), {save: kind, of: chart.id});
    save.setAttribute("aria-label", `Save “${chart.id}” as ${kind.toUpperCase()}`);
    save.addEventListener("click", () => chart.save(kind));
    tools.append(save);
  }
  chart.box.closest("figure").after(tools);
}
// All of them at once: a ZIP archive in which files stand as they are (PKWARE's APPNOTE 6.3.10, sections 4.3.7 to 4.3.16).
const CHECKS = Uint32Array.from({length: 256}, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ n >>> 1 : n >>> 1; return n; });
const check = bytes => ~bytes.reduce((sum, byte) => CHECKS[(sum ^ byte) & 255] ^ sum >>> 8, -1);
function fields(...pairs) {
  const view = new DataView(new ArrayBuffer(pairs.reduce((size, [bytes]) => size + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of pairs) { if (bytes === 2) view.setUint16(at, value, true); else view.setUint32(at, value, true); at += bytes; }
  return view;
}
function zipped(files) {
  const parts = [], index = [];
  let at = 0, indexed = 0;
  for (const [name, text] of files) {
    const [title, bytes] = [name, text].map(said => new TextEncoder().encode(said));
    const about = [[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 33], [4, check(bytes)], [4, bytes.length], [4, bytes.length], [2, title.length], [2, 0]];
    index.push(fields([4, 0x02014b50], [2, 20], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]), title);
    parts.push(fields([4, 0x04034b50], ...about), title, bytes);
    at += 30 + title.length + bytes.length;
    indexed += 46 + title.length;
  }
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, indexed], [4, at], [2, 0]);
  return new Blob([...parts, ...index, end], {type: "application/zip"});
}
document.getElementById("pictures")?.addEventListener("click", async () => {
  const files = [];
  for (const chart of charts.values()) files.push([`${chart.id}.svg`, (await chart.drawn())[0]]);
  saveBlob("pictures.zip", zipped(files));
});
listeners.push(() => { for (const chart of charts.values()) chart.focus(); });

// ---- Tables.
const dash = "–";
for (const table of Object.values(data.tables)) for (const column of table.columns) column.digits ??= 0;
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
const many = n => n.toLocaleString("en-US");
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
const PAGE = 40, FEWEST_FILTERED = 5;  // as many rows as stand in the page without scripts
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
    this.choices = box.querySelector(`[data-columns]`);
    if (this.choices) this.choose();
    if (this.rows.length < FEWEST_FILTERED) for (const input of this.filters) input.hidden = true;
    this.more = document.createElement("button");
    this.more.type = "button";
    this.more.addEventListener("click", () => { this.limit += 10 * PAGE; this.draw(); });
    box.append(this.more);
    for (const note of all(".note", box)) if (this.rows.length === this.spec.total) note.remove();
    this.draw();
  }
  chosen() {
    const said = state.get(`cols.${this.id}`);
    const wanted = said === null ? null : new Set(said.split(","));
    return this.spec.columns.map((column, i) => !i || (wanted ? wanted.has(column.name) : !column.extra));
  }
  choose() {
    const shown = this.chosen();
    this.spec.columns.forEach((column, i) => {
      if (!i) return;
      const label = document.createElement("label"), box = document.createElement("input");
      box.type = "checkbox";
      box.checked = shown[i];
      box.value = column.name;
      box.addEventListener("change", () => {
        keep(`cols.${this.id}`, all("input", this.choices).filter(one => one.checked).map(one => one.value).join(",") || "-");
        this.draw();
      });
      label.append(box, " " + column.title);
      this.choices.append(label);
    });
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
    const hidden = named("hide");
    const kept = this.rows.filter(row => !(this.spec.annotator && hidden.has(row[this.spec.annotator])) && tests.every(([name, test]) => test(row[name])));
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
    const marked = named("highlight");
    const shownColumns = this.chosen();
    this.heads.forEach((head, i) => { head.hidden = !shownColumns[i]; });
    const fragment = document.createDocumentFragment();
    for (const row of shown.slice(0, this.limit)) {
      const line = document.createElement("tr");
      if (this.spec.annotator && marked.has(row[this.spec.annotator])) { line.className = "focused"; paint(line, marked, row[this.spec.annotator]); }
      this.spec.columns.forEach((column, i) => {
        if (!shownColumns[i]) return;
        const cell = document.createElement(i ? "td" : "th");
        if (!i) cell.scope = "row";
        cell.className = column.kind;
        const tone = column.kind === "status" && data.tones[row[column.name]];
        if (tone) cell.classList.add("tone-" + tone);
        if (column.bar && typeof row[column.name] === "number") {
          cell.classList.add("bar");
          cell.style.setProperty("--v", Math.min(Math.max(row[column.name], 0), 1));
        }
        cell.append(column.name === "item" && row.item ? placed(row.item) : opener(column.name, row[column.name], written(column, row)));
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
    this.box.querySelector(".count").textContent = `${shown.length === this.rows.length ? "" : `${many(shown.length)} of `}${many(this.rows.length)} ${this.rows.length === 1 ? "row" : "rows"}`;
    this.more.hidden = shown.length <= this.limit;
    this.more.textContent = `Show more (${many(shown.length - Math.min(shown.length, this.limit))} left)`;
  }
  text(separator) {
    const fields = this.spec.fields;
    const lines = [fields, ...this.visible().map(row => fields.map(field => row[field]))];
    return lines.map(line => line.map(cell => quoted(cell, separator)).join(separator)).join("\r\n") + "\r\n";
  }
}
// ---- Side panels: a person's case and an item's answers, from what the page holds; kept in its address.
const panel = document.getElementById("panel"), panelBody = document.getElementById("panel-body");
const panelTitle = document.getElementById("panel-h");
const held = name => {
  if (!data.panels || !data.panels[name]) return [];
  const fields = Object.entries(data.panels[name]).map(([field, column]) => [field, values(column)]);
  return Array.from({length: fields[0][1].length}, (_, i) => Object.fromEntries(fields.map(([field, list]) => [field, list[i]])));
};
const people = new Map(data.tables["annotators-table"] ? rows("annotators-table").map(row => [row.annotator, row]) : []);
const answers = new Map(), links = new Map(held("links").map(row => [row.item, row.url]));
for (const row of held("answers")) { if (!answers.has(row.item)) answers.set(row.item, []); answers.get(row.item).push(row); }
const capital = text => text.charAt(0).toUpperCase() + text.slice(1);
// A long name may be broken where its words are.
function broken(text) {
  const part = document.createElement("bdi");
  String(text).split(/(?<=[_:/,;])(?=\S)/).forEach((word, i) => part.append(...(i ? [document.createElement("wbr"), word] : [word])));
  return part;
}
function element(tag, text, className) {
  const part = made(tag, "", className && {className});
  if (text !== undefined) part.append(broken(text));
  return part;
}
function opener(field, value, text) {
  const kind = field === "annotator" && people.has(value) ? "a" : field === "item" && answers.has(value) ? "i" : "";
  if (!kind) return broken(text);
  const button = element("button", text, "opens");
  button.type = "button";
  button.dataset[kind === "a" ? "person" : "item"] = value;
  return button;
}
function grid(heads, lines) {
  const table = document.createElement("table"), head = heads.length && table.createTHead().insertRow(), body = table.createTBody();
  for (const title of heads) { const cell = document.createElement("th"); cell.scope = "col"; cell.textContent = title; head.append(cell); }
  for (const line of lines) { const row = body.insertRow(); for (const part of line) row.insertCell().append(part); }
  return table;
}
function link(item) {
  const url = links.get(item);
  if (!url || !url.startsWith("https://") || !URL.canParse(url)) return null;
  const made = document.createElement("a");
  made.href = url;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  made.referrerPolicy = "no-referrer";
  made.textContent = "open at " + new URL(url).host;
  return made;
}
function placed(item) {
  const made = document.createElement("span"), place = link(item);
  made.append(opener("item", item, item), ...(place ? [" ", place] : []));
  return made;
}
function folded(title, ...parts) {
  const made = document.createElement("details"), head = document.createElement("summary");
  head.textContent = title;
  made.append(head, ...parts);
  return made;
}
const percent = (n, of) => `${Math.round(100 * n / of)} %`;
function person(alias) {
  const row = people.get(alias), spec = data.tables["annotators-table"], own = name => held(name).filter(one => one.annotator === alias);
  panelTitle.textContent = alias;
  const facts = document.createElement("dl");
  for (const column of spec.columns.slice(1)) facts.append(element("dt", column.title), element("dd", written(column, row)));
  panelBody.append(facts);
  const flags = data.tables.noticed ? rows("noticed").filter(one => one.annotator === alias) : [];
  if (flags.length) {
    panelBody.append(element("h3", "What was noticed, and by which rule"));
    const list = document.createElement("ul");
    for (const flag of flags) list.append(element("li", `${flag.words} Rule: ${flag.rule}${flag.n === null || flag.n === undefined ? "" : `; n = ${flag.n}`}.`));
    panelBody.append(list);
  }
  const telling = own("telling"), mixed = own("mixed"), [case_] = own("cases");
  if (telling.length) {
    panelBody.append(element("h3", "Where the others are sure of something else"));
    panelBody.append(grid([capital(data.diction.item), "Said", "The others"], telling.map(one => [placed(one.item), element("span", one.own), element("span", one.others)])));
  }
  if (mixed.length) {
    panelBody.append(element("h3", "Labels given in place of others"));
    panelBody.append(grid(["The others are sure of", "Said", "Times"], mixed.map(one => [element("span", one.others), element("span", one.own), element("span", `${one.n} of ${one.of}`)])));
  }
  if (case_) panelBody.append(element("p", case_.without));
  if (case_ && case_.draft) panelBody.append(folded("A draft to send, kind and without names", element("p", case_.draft, "draft")));
  panelBody.append(element("p", `oeq annotators DB ${alias} has the same at the terminal, and more ${data.diction.items}.`, "quiet"));
}
function item(name) {
  panelTitle.textContent = name;
  const place = link(name), given = answers.get(name), of = part => held(part).filter(one => one.item === name);
  if (place) { const line = document.createElement("p"); line.append(place); panelBody.append(line); }
  const labels = of("labels"), [flip] = of("flips");
  if (labels.length) {
    panelBody.append(grid(["Label", "Votes", "Share", "Probability"], labels.map(one =>
      [element("span", one.label), element("span", `${one.n} of ${one.of}`), element("span", percent(one.n, one.of)), element("span", percent(one.p, 1))])));
  }
  if (flip) panelBody.append(element("p", `Before: ${flip.before ?? "no label"}; after: ${flip.after ?? "no label"} (${flip.why}).`));
  if (people.size) panelBody.append(element("h3", "Who said what"), grid(["Annotator", "Said"], given.map(one => [opener("annotator", one.annotator, one.annotator), element("span", one.answer)])));
  else if (!labels.length) panelBody.append(grid(["Said"], given.map(one => [element("span", one.answer)])));
  const asked = data.tables.queue ? rows("queue").find(one => one.item === name) : null;
  if (asked) panelBody.append(element("p", `Next: ask ${asked.ask || "somebody new"}.`, "quiet"));
}
let cameFrom = null;
function showPanel() {
  const alias = state.get("a"), name = state.get("i");
  panelBody.replaceChildren();
  const known = alias && people.has(alias) ? "a" : name && answers.has(name) ? "i" : "";
  panel.hidden = !known;
  root.classList.toggle("with-panel", !!known);
  if (known === "a") person(alias); else if (known === "i") item(name);
}
function openPanel(kind, value, from) {
  cameFrom = from;
  keep(kind === "a" ? "i" : "a", "");
  keep(kind, value);
  if (kind === "a") { document.getElementById("focus").value = value; keep("highlight", value); }
  showPanel();
  if (kind === "a") changed();
  panel.focus();
}
function closePanel() {
  keep("a", ""); keep("i", "");
  showPanel();
  if (cameFrom && cameFrom.isConnected) cameFrom.focus();
}
document.getElementById("panel-close").addEventListener("click", closePanel);
document.addEventListener("keydown", event => { if (event.key === "Escape" && !panel.hidden) closePanel(); });
document.addEventListener("click", event => {
  const opens = event.target.closest("[data-person],[data-item]");
  if (opens) openPanel(opens.dataset.person !== undefined ? "a" : "i", opens.dataset.person ?? opens.dataset.item, opens);
});
for (const said of all(".said")) {
  const parts = said.textContent.split(/([\p{L}\p{N}_-]+)/u);
  if (!parts.some(part => people.has(part))) continue;
  said.replaceChildren(...parts.map(part => people.has(part) ? opener("annotator", part, part) : document.createTextNode(part)));
}
const find = document.getElementById("find"), known = document.getElementById("known");
for (const name of [...people.keys(), ...answers.keys()]) known.append(new Option(name, name));
function found() {
  const wish = find.value.trim(), help = document.getElementById("find-help");
  if (people.has(wish)) openPanel("a", wish, find); else if (answers.has(wish)) openPanel("i", wish, find);
  help.textContent = !wish || people.has(wish) || answers.has(wish) ? "" : `Not among the ${people.size ? "people, or the " : ""}${data.diction.items}${people.size ? "," : ""} that this page holds.`;
}
find.addEventListener("change", found);
find.addEventListener("keydown", event => { if (event.key === "Enter") found(); });

const tables = new Map();
const near = new IntersectionObserver(entries => {
  for (const entry of entries) if (entry.isIntersecting) { near.unobserve(entry.target); open(entry.target); }
}, {rootMargin: "600px"});
function open(box) {
  if (!tables.has(box.dataset.table)) tables.set(box.dataset.table, new LiveTable(box));
  return tables.get(box.dataset.table);
}
for (const box of all("[data-table]")) {
  const id = box.dataset.table, {columns} = data.tables[id], tools = made("div", "", {className: "tools"});
  const count = made("span", "", {className: "quiet count"});
  count.setAttribute("role", "status");
  tools.append(count);
  if (columns.length > 6 || columns.some(column => column.extra)) {
    const choices = made("span", "", {className: "choices"}), fold = made("details", "", {className: "columns-of"});
    choices.dataset.columns = id;
    fold.append(made("summary", "Columns"), choices);
    tools.append(fold);
  }
  tools.append(button("Copy", {copy: id}), button("CSV", {csv: id}));
  box.prepend(tools);
  near.observe(box);
}
listeners.push(() => { for (const table of tables.values()) table.draw(); });
for (const button of all("[data-csv]")) {
  const box = button.closest("[data-table]");
  button.addEventListener("click", () => saveBlob(`${button.dataset.csv}.csv`, new Blob([open(box).text(",")], {type: "text/csv"})));
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
const legend = made("span", "", {className: "key"});
document.getElementById("focus").parentElement.append(legend);
function showLegend() {
  const {words} = named("highlight");
  legend.replaceChildren(...(words.length > 1 ? words : []).map((word, i) => { const part = element("span", word); part.dataset.lit = i % COLOURS; return part; }));
}
listeners.push(showLegend);
showLegend();
for (const [id, key] of [["focus", "highlight"], ["hide", "hide"]]) {
  const input = document.getElementById(id);
  input.value = state.get(key) || "";
  input.addEventListener("input", () => { keep(key, input.value.trim()); changed(); });
}
document.getElementById("clear").addEventListener("click", () => {
  for (const [id, key] of [["focus", "highlight"], ["hide", "hide"]]) { document.getElementById(id).value = ""; keep(key, ""); }
  changed();
});

// ---- In print every figure and table is there, drawn or not.
const folds = () => all("details.block, details.more");
let unfolded = [];
addEventListener("beforeprint", () => {
  for (const part of all("details.numbers")) part.open = false;
  unfolded = folds().filter(part => !part.open);
  for (const part of unfolded) part.open = true;
});
addEventListener("afterprint", () => { for (const part of unfolded) part.open = false; });

// ---- What is wider than its place can be moved by keyboard too.
const wide = new ResizeObserver(entries => {
  for (const {target} of entries) {
    const more = target.scrollWidth > target.clientWidth + 1;
    if (more) target.tabIndex = 0; else target.removeAttribute("tabindex");
  }
});
for (const part of all(".chart, .scroll")) wide.observe(part);

for (const chart of charts.values()) seen.observe(chart.box);

// ---- The address says where the page was left, and whose panel was open.
showPlace();
showPanel();
if (state.get("at")) go(state.get("at")); else if (location.hash.length > 1 && !location.hash.includes("=")) go(decodeURIComponent(location.hash.slice(1)));
})();
