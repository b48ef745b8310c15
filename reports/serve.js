(() => {
"use strict";
// What `oeq serve` adds to the page: buttons that ask it to do what the commands do. Text from data is text alone.
let known = {questions: [], kinds: [], tools: [], excluded: []};
function element(tag, text, name) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
}
function labelled(text, input) { const made = element("label", text); made.append(input); return made; }
function field(type) { const made = document.createElement("input"); made.type = type; return made; }
function choice(words) {
  const made = document.createElement("select");
  for (const word of words) { const one = element("option", word); one.value = word; made.append(one); }
  return made;
}
function button(text, act) {
  const made = element("button", text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}
function row(...parts) { const made = element("div", undefined, "row"); made.append(...parts); return made; }

async function ask(path, body) {
  try {
    const how = body ? {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)} : {};
    return await (await fetch(location.pathname + path, how)).json();
  } catch {
    return {refused: "oeq serve does not answer. Was it ended?"};
  }
}
function told(line, answer) {
  line.textContent = answer.refused || answer.said || "";
  line.className = answer.refused ? "refused" : "";
}
async function act(path, body, line) {
  const answer = await ask(path, body);
  told(line, answer);
  if (answer.said && !answer.doubt) await look();
  return answer;
}
function status() { const made = element("p"); made.setAttribute("role", "status"); return made; }

// ---- The study: how old the page is, who is left out, the queue.
const study = element("section", undefined, "served");
study.setAttribute("aria-label", "This study");
const age = element("p"), out = element("ul"), said = status();
const anew = button("Make the page anew", async () => { await act("anew", {}, said); });
const reload = button("Show the new page", () => location.reload());
const tool = choice([]), tasks = button("Write the queue", async () => {
  told(said, {said: "The queue is being made ..."});
  await act("queue", {tool: tool.value}, said);
});
study.append(element("h2", "This study, live"), row(age, anew, reload, labelled("What to ask next, as tasks for", tool), tasks), out, said);
document.querySelector(".top").after(study);
reload.hidden = true;

function words(seconds) {
  for (const [name, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    const n = Math.floor(seconds / size);
    if (n) return `${n} ${name}${n === 1 ? "" : "s"} ago`;
  }
  return "just now";
}
let shown = null, waiting = 0;
async function look() {
  const found = await ask("state");
  if (found.refused) { told(said, found); return; }
  known = found;
  if (shown === null) shown = found.made;
  const newer = found.made !== shown;
  age.textContent = found.making ? `The page is being made anew: ${found.making}.`
    : newer ? "There is a newer page."
    : `The page was made ${words(Date.now() / 1000 - found.made)}${found.stale ? "; the store has changed since" : ""}.`;
  anew.disabled = !!found.making;
  reload.hidden = !newer || !!found.making;
  if (found.failed) told(said, {refused: found.failed});
  out.replaceChildren(...found.excluded.map(one => {
    const line = element("li"), words = element("span", "Left out: ");
    words.append(element("bdi", one.alias), " (", element("bdi", one.reason), ")");
    line.append(words, button(`Take ${one.alias} back in`, () => act("include", {annotator: "pseudonym:" + one.alias}, said)));
    return line;
  }));
  if (!tool.options.length) { tool.append(...choice(found.tools).children); tool.selectedIndex = 0; }
  clearTimeout(waiting);
  if (found.making) waiting = setTimeout(look, 1000);
}

// ---- A person's and an item's panel.
function person(alias) {
  const part = element("section", undefined, "served"), line = status(), who = "pseudonym:" + alias;
  part.setAttribute("aria-label", "Decide");
  const reason = field("text"), about = field("text"), kind = choice(known.kinds);
  const sure = button("Leave them out all the same", () => exclude(true));
  sure.hidden = true;
  async function exclude(certain) {
    const answer = await act("exclude", {annotator: who, reason: reason.value, sure: certain}, line);
    sure.hidden = !answer.doubt;
  }
  const buttons = [button("Exclude", () => exclude(false)), sure,
    button("Include again", () => act("include", {annotator: who, reason: reason.value}, line))];
  const wrote = button("Note as sent", () => act("sent", {annotator: who, kind: kind.value, about: about.value}, line));
  part.append(element("h3", "Decide"), row(labelled("Reason, kept and shown with every result", reason), ...buttons),
    row(labelled("Letter", kind), labelled("About", about), wrote), line);
  return part;
}
function item(name) {
  const part = element("section", undefined, "served"), line = status();
  part.setAttribute("aria-label", "Set the gold");
  const question = choice(known.questions.map(one => one.name)), by = field("text"), answer = element("span");
  const main = known.questions.find(one => one.labels.length);
  if (main) question.value = main.name;
  const asked = () => known.questions.find(one => one.name === question.value);
  let given = null;
  function offer() {
    const one = asked();
    if (!one) return;
    given = one.number ? field("number") : choice(one.labels);
    if (one.number) given.step = "any";
    if (one.several) given.multiple = true;
    // Nothing is chosen beforehand: gold is never set by pressing a button alone.
    if (!one.number) given.selectedIndex = -1;
    answer.replaceChildren(labelled(one.several ? "Gold (several may be right)" : "Gold", given));
  }
  question.addEventListener("change", offer);
  offer();
  const set = button("Set the gold", () => {
    const one = asked();
    if (!one || !given) return;
    const body = {item: name, question: one.name, by: by.value};
    if (one.number) body.value = given.value === "" ? null : Number(given.value);
    else body.labels = Array.from(given.selectedOptions, option => option.value);
    act("gold", body, line);
  });
  part.append(element("h3", "Set the gold"), row(labelled("Question", question), answer, labelled("Adjudicated by", by), set), line);
  return part;
}
const body = document.getElementById("panel-body");
function add() {
  if (!body || body.querySelector(".served")) return;
  const place = new URLSearchParams(location.hash.slice(1)), alias = place.get("a"), name = place.get("i");
  if (document.getElementById("panel").hidden) return;
  body.append(alias ? person(alias) : item(name || ""));
}
look().then(() => {
  if (body) new MutationObserver(add).observe(body, {childList: true});
  add();
});
})();
