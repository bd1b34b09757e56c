// Files dropped anywhere on the page, folders too: those can become collections of their own names.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);

  let droppedInto = "";
  let held = null;

  async function filesOf(entries) {
    return (await Promise.all(entries.map(entry => filesUnder(entry)))).flat();
  }

  // What the browser may not read, such as a file of somebody else, costs nothing but itself.
  let unread = [];
  async function read(name, asked) {
    try {
      return await new Promise(asked);
    } catch {
      unread.push(name);
    }
  }

  function sayWhatIsUnread() {
    if (!unread.length) return;
    const names = unread.slice(0, 3).join(", ") + (unread.length > 3 ? ", …" : "");
    window.footnote.notice(one(".offer").dataset.unread.replace("{names}", names));
    unread = [];
  }

  // A file below a dropped folder is called by its path, so that two of one name stay two.
  async function filesUnder(entry, folder = "") {
    if (entry.isFile) {
      const file = await read(entry.name, (done, failed) => entry.file(done, failed));
      if (!file) return [];
      return [folder ? new File([file], folder + file.name, {type: file.type}) : file];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) { // a reader hands out a hundred entries at a time
      const some = await read(entry.name, (done, failed) => reader.readEntries(done, failed)) || [];
      if (!some.length) {
        const inside = `${folder}${entry.name}/`;
        return (await Promise.all(found.map(inner => filesUnder(inner, inside)))).flat();
      }
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
    sayWhatIsUnread();
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
    if (event.target.closest("[data-without]")) answer("");
  });
  document.addEventListener("submit", event => {
    if (!event.target.matches(".offer")) return;
    event.preventDefault();
    answer(one("input", event.target).value.trim());
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

  Object.assign(window.footnote, {droppedInto: into});
})();
