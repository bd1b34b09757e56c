// The library: what is listed and ticked, the collection that is open, and what is asked because of
// it. The server lists a part at a time; ticks, search, order and collection survive every redraw.
(() => {
  "use strict";
  const BETWEEN_TRIES = 2000; // milliseconds
  const chosen = new Map(); // the ids that are ticked, and what their documents are called
  let collection = "";
  let lastTicked = "";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const rowsOf = () => all("#documents li.document");

  // What Gradio draws anew: the totals, which say when the list is another, and the collections.
  function refresh() {
    const buttons = all("[data-collection]");
    if (one(".totals") && !buttons.some(button => button.dataset.collection === collection)) {
      collection = "";
    }
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.collection === collection));
    }
    list();
    show();
  }

  // ---- the list ----

  const listed = {of: "", found: 0, shown: 0}; // which list is shown, its length, and its rows

  function wanted() {
    const stamp = one(".totals")?.dataset.stamp || "";
    const find = (one("[data-filter]")?.value || "").trim();
    const order = one("[data-sort]")?.value || "name";
    return {stamp, query: new URLSearchParams({find, order, collection})};
  }

  // The list is fetched again when it, or what is wanted of it, has changed.
  let fetching = "";
  async function list({more = false} = {}) {
    const {stamp, query} = wanted();
    const of = stamp && `${stamp} ${query}`;
    if (!stamp) return void fill(of, {rows: "", found: 0, shown: 0});
    if (!more && (of === fetching || (of === listed.of && isFilled()))) return;
    const changed = !listed.of.startsWith(stamp);
    const first = more ? listed.shown : 0;
    if (!more && changed && listed.of.endsWith(` ${query}`)) query.set("count", Math.max(listed.shown, 100));
    fetching = of;
    try {
      if (changed) await keepHeld();
      const answer = await fetch(window.footnote.route(`listing?${query}&first=${first}`));
      if (answer.ok && fetching === of) fill(of, await answer.json(), first > 0);
    } catch { // away for now
      setTimeout(refresh, BETWEEN_TRIES);
    } finally {
      if (fetching === of) fetching = "";
    }
  }

  // Gradio may have drawn the list anew since, as it comes from the server: hidden and empty.
  const isFilled = () => one("#documents .documents")?.hidden === false;

  function fill(of, {rows, found, shown}, more = false) {
    const into = one("#documents .documents");
    if (!into) return;
    Object.assign(listed, {of, found, shown});
    if (more) into.insertAdjacentHTML("beforeend", rows);
    else keepingFocus(() => { into.innerHTML = rows; });
    into.hidden = of === "";
    show();
  }

  // Who is at a row by the keyboard stays there, though the rows are drawn anew: at the same button
  // of the same document, or of the one that took its place.
  function keepingFocus(draw) {
    const parts = row => all("input, button, a", row);
    const at = document.activeElement;
    const row = at?.closest("#documents li.document");
    if (!row) return void draw();
    const [id, part, place] = [row.dataset.document, parts(row).indexOf(at), rowsOf().indexOf(row)];
    draw();
    const rows = rowsOf();
    const next = rows.find(one => one.dataset.document === id) || rows[Math.min(place, rows.length - 1)];
    if (next) (parts(next)[part] || parts(next)[0])?.focus({preventScroll: true});
  }

  // Ticks on documents that are gone by now are gone, too.
  async function keepHeld() {
    if (!chosen.size) return;
    const body = JSON.stringify([...chosen.keys()]);
    const headers = {"Content-Type": "application/json"};
    const answer = await fetch(window.footnote.route("listing/held"), {method: "POST", headers, body});
    if (!answer.ok) return;
    const held = new Set((await answer.json()).ids);
    for (const id of chosen.keys()) if (!held.has(id)) chosen.delete(id);
  }

  // ---- ticks ----

  function show() {
    for (const box of all("#documents [data-choose]")) box.checked = chosen.has(box.dataset.choose);
    const button = one("[data-more]");
    if (button) {
      const left = listed.found - listed.shown;
      button.parentElement.hidden = left <= 0;
      button.textContent = button.dataset.more.replace("{count}", left.toLocaleString());
    }
    showChoosing();
    showScope();
  }

  // What can be done with the ticked, and the tick that ticks all that are found.
  function showChoosing() {
    const line = one(".choosing");
    if (!line) return;
    const rows = rowsOf();
    line.hidden = rows.length < 2 && chosen.size === 0;
    const ticked = rows.filter(row => chosen.has(row.dataset.document)).length;
    const tick = one("[data-choose-all]", line);
    tick.checked = ticked > 0 && ticked === rows.length && chosen.size >= listed.found;
    tick.indeterminate = ticked > 0 && !tick.checked;
    one(".found", line).textContent = line.dataset.found.replace("{count}", listed.found.toLocaleString());
    const acting = one(".acting");
    acting.hidden = chosen.size === 0;
    one(".ticked", acting).textContent = acting.dataset.ticked.replace("{count}", chosen.size);
    const leave = one('[data-act="take-out"]', acting);
    leave.hidden = !collection;
    leave.textContent = acting.dataset.takeOut.replace("{name}", collection);
    const known = one("datalist", acting);
    known.replaceChildren(...all("[data-collection]").map(button => new Option(button.dataset.collection)));
  }

  function showScope() {
    const line = one(".restriction");
    if (!line) return;
    line.hidden = chosen.size === 0 && !collection;
    const [only] = chosen.values();
    one("span", line).textContent = chosen.size > 1
      ? line.dataset.many.replace("{count}", chosen.size)
      : line.dataset.one.replace("{name}", chosen.size ? only : collection);
  }

  function tick(box, ranging) {
    const rows = rowsOf();
    const place = id => rows.findIndex(row => row.dataset.document === id);
    const [from, to] = [place(lastTicked), place(box.dataset.choose)];
    const range = ranging && from >= 0
      ? rows.slice(Math.min(from, to), Math.max(from, to) + 1) : [rows[to]];
    for (const row of range) turn(row.dataset.document, box.checked, row.dataset.name);
    lastTicked = box.dataset.choose;
    show();
  }

  function turn(id, on, name) {
    if (on) chosen.set(id, name);
    else chosen.delete(id);
  }

  // All that are found, also those that aren't shown.
  async function tickAll(on) {
    const names = new Map(rowsOf().map(row => [row.dataset.document, row.dataset.name]));
    let ids = [...names.keys()];
    if (listed.found > listed.shown) {
      const answer = await fetch(window.footnote.route(`listing/ids?${wanted().query}`));
      if (answer.ok) ({ids} = await answer.json());
    }
    for (const id of ids) turn(id, on, names.get(id));
    show();
  }

  function open(name) {
    collection = collection === name ? "" : name;
    chosen.clear();
    refresh();
  }

  function askAll() {
    chosen.clear();
    collection = "";
    refresh();
  }

  // ---- what the server is told ----

  const asked = () => ({documents: [...chosen.keys()], collection: chosen.size ? "" : collection});

  // What a button does with the ticked; a collection must be named to put them into it.
  function acting(act) {
    const field = one(".acting input");
    const into = act === "collect" ? field.value.trim() : collection;
    if (act === "collect" && !into) return void field.focus();
    const documents = [...chosen.keys()];
    field.value = "";
    if (act === "collect" || act === "take-out") chosen.clear();
    return {act, documents, collection: into};
  }

  document.addEventListener("click", event => {
    const at = selector => event.target.closest(selector);
    let found;
    if ((found = at("input[data-choose]"))) tick(found, event.shiftKey);
    else if ((found = at("input[data-choose-all]"))) tickAll(found.checked);
    else if ((found = at("[data-collection]"))) open(found.dataset.collection);
    else if (at("[data-more]")) list({more: true});
  });
  document.addEventListener("change", event => {
    if (event.target.closest("[data-sort]")) refresh();
  });
  document.addEventListener("input", event => {
    if (event.target.closest("[data-filter]")) refresh();
  });

  Object.assign(window.footnote, {library: {refresh, askAll, asked, acting}});
})();
