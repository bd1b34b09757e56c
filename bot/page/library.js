// The library: what is listed and ticked, the collection that is open, and what is asked because of
// it. Ticks, search, order and collection survive every redraw of the list.
(() => {
  "use strict";
  const chosen = new Set();
  let collection = "";
  let lastTicked = "";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const rowsOf = () => all("#documents li.document");
  const shownRows = () => rowsOf().filter(row => !row.hidden)
    .sort((a, b) => Number(a.style.order) - Number(b.style.order));

  function refresh() {
    const rows = rowsOf();
    const present = new Set(rows.map(row => row.dataset.document));
    for (const id of [...chosen]) if (!present.has(id)) chosen.delete(id);
    const buttons = all("[data-collection]");
    if (one(".documents") && !buttons.some(button => button.dataset.collection === collection)) {
      collection = "";
    }
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.collection === collection));
    }
    const sought = (one("[data-filter]")?.value || "").trim().toLowerCase();
    for (const row of rows) {
      one("[data-choose]", row).checked = chosen.has(row.dataset.document);
      row.hidden = !row.dataset.name.toLowerCase().includes(sought)
        || Boolean(collection) && !JSON.parse(row.dataset.collections).includes(collection);
    }
    order(rows, one("[data-sort]")?.value);
    showChoosing(rows);
    showScope(rows);
  }

  function order(rows, by) {
    const folder = row => row.dataset.folder;
    const orders = {
      added: (a, b) => Number(b.dataset.added) - Number(a.dataset.added),
      folder: (a, b) => folder(a).localeCompare(folder(b)),
    };
    const sorted = orders[by] ? [...rows].sort(orders[by]) : rows; // as they come: by name
    for (const head of all("#documents li.folder")) head.remove();
    let before = "";
    sorted.forEach((row, place) => {
      row.style.order = 2 * place + 1;
      if (by !== "folder" || row.hidden || folder(row) === before) return;
      before = folder(row);
      const head = document.createElement("li");
      head.className = "folder";
      head.textContent = before;
      head.style.order = 2 * place;
      row.before(head);
    });
  }

  // What can be done with the ticked, and the tick that ticks all that are found.
  function showChoosing(rows) {
    const line = one(".choosing");
    if (!line) return;
    line.hidden = rows.length < 2 && chosen.size === 0;
    const shown = shownRows();
    const ticked = shown.filter(row => chosen.has(row.dataset.document)).length;
    const tick = one("[data-choose-all]", line);
    tick.checked = ticked > 0 && ticked === shown.length;
    tick.indeterminate = ticked > 0 && ticked < shown.length;
    one(".found", line).textContent = line.dataset.found.replace("{count}", shown.length);
    const acting = one(".acting");
    acting.hidden = chosen.size === 0;
    one(".ticked", acting).textContent = acting.dataset.ticked.replace("{count}", chosen.size);
    const leave = one('[data-act="take-out"]', acting);
    leave.hidden = !collection;
    leave.textContent = acting.dataset.takeOut.replace("{name}", collection);
    const known = one("datalist", acting);
    known.replaceChildren(...all("[data-collection]").map(button => new Option(button.dataset.collection)));
  }

  function showScope(rows) {
    const line = one(".restriction");
    if (!line) return;
    line.hidden = chosen.size === 0 && !collection;
    const only = rows.find(row => chosen.has(row.dataset.document));
    one("span", line).textContent = chosen.size > 1
      ? line.dataset.many.replace("{count}", chosen.size)
      : line.dataset.one.replace("{name}", chosen.size ? only.dataset.name : collection);
  }

  function tick(box, ranging) {
    const shown = shownRows().map(row => row.dataset.document);
    const [from, to] = [shown.indexOf(lastTicked), shown.indexOf(box.dataset.choose)];
    const range = ranging && from >= 0
      ? shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [box.dataset.choose];
    for (const id of range) chosen[box.checked ? "add" : "delete"](id);
    lastTicked = box.dataset.choose;
    refresh();
  }

  function tickAll(on) {
    for (const row of shownRows()) chosen[on ? "add" : "delete"](row.dataset.document);
    refresh();
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

  const asked = () => ({documents: [...chosen], collection: chosen.size ? "" : collection});

  // What a button does with the ticked; a collection must be named to put them into it.
  function acting(act) {
    const field = one(".acting input");
    const into = act === "collect" ? field.value.trim() : collection;
    if (act === "collect" && !into) return void field.focus();
    const documents = [...chosen];
    field.value = "";
    if (act === "collect" || act === "take-out") chosen.clear();
    return {act, documents, collection: into};
  }

  // ---- files dropped anywhere, folders too ----

  let droppedInto = "";
  let held = null;

  async function filesOf(entries) {
    return (await Promise.all(entries.map(filesUnder))).flat();
  }

  async function filesUnder(entry) {
    if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
    const reader = entry.createReader();
    const found = [];
    for (;;) { // a reader hands out a hundred entries at a time
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return (await Promise.all(found.map(filesUnder))).flat();
      found.push(...some.filter(inner => !inner.name.startsWith(".")));
    }
  }

  async function drop(event) {
    const column = event.target.closest?.("#library, #chat");
    document.body.classList.remove("dropping");
    if (!column || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    const given = [...event.dataTransfer.files];
    const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
    const folders = entries.filter(entry => entry.isDirectory);
    const files = folders.length ? await filesOf(entries) : given;
    const mayCollect = (document.documentElement.dataset.role || "owner") === "owner";
    if (column.id === "library" && folders.length === 1 && files.length && mayCollect) {
      offer(folders[0].name, files);
    } else take(files, column.id === "library" ? "#drop" : "#box");
  }

  function take(files, into) {
    const input = one(`${into} input[type=file]`);
    const carrier = new DataTransfer();
    for (const file of files) carrier.items.add(file);
    if (!input || !files.length) return;
    input.files = carrier.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
  }

  // A dropped folder can become a collection of its own name.
  function offer(name, files) {
    held = files;
    const form = one(".offer");
    form.hidden = false;
    one("span", form).textContent = form.dataset.says.replace("{count}", files.length);
    one("input", form).value = name;
    one("button", form).focus();
  }

  function answer(into) {
    one(".offer").hidden = true;
    droppedInto = into;
    if (held) take(held, "#drop");
    held = null;
  }

  // Once: what is dropped next is a matter of its own.
  function into() {
    const name = droppedInto;
    droppedInto = "";
    return name;
  }

  document.addEventListener("click", event => {
    const at = selector => event.target.closest(selector);
    let found;
    if ((found = at("input[data-choose]"))) tick(found, event.shiftKey);
    else if ((found = at("input[data-choose-all]"))) tickAll(found.checked);
    else if ((found = at("[data-collection]"))) open(found.dataset.collection);
    else if (at("[data-without]")) answer("");
  });
  document.addEventListener("submit", event => {
    if (!event.target.matches(".offer")) return;
    event.preventDefault();
    answer(one("input", event.target).value.trim());
  });
  document.addEventListener("change", event => {
    if (event.target.closest("[data-sort]")) refresh();
  });
  document.addEventListener("input", event => {
    if (event.target.closest("[data-filter]")) refresh();
  });
  document.addEventListener("dragover", event => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", event => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", drop, true);

  Object.assign(window.footnote, {library: {refresh, askAll, asked, acting, into}});
})();
