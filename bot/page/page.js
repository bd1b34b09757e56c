// The page's own behaviour beside library and viewer: conversation, history, keys.
(() => {
  "use strict";
  let removing = false;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const {route, viewer, drafts, library} = window.footnote;

  // ---- what is drawn anew ----

  function refresh() {
    const head = one(".library-head");
    if (head) {
      document.documentElement.lang = head.dataset.language;
      document.documentElement.style.setProperty("--drop-here", JSON.stringify(head.dataset.dropHere));
      one(".turns")?.setAttribute("aria-label", head.dataset.conversation);
    }
    library.refresh();
    window.footnote.showWho?.();
    const undo = one(".removal:last-child button");
    if (removing && undo) undo.focus(); // the button that had the focus is gone
    if (undo) removing = false;
  }

  // ---- cards and questions ----

  // Only what is cut off can be unfolded.
  function offerUnfolding() {
    for (const button of all(".card.folded [data-fold]")) {
      const text = one("blockquote", button.closest(".card"));
      button.hidden = text.scrollHeight <= text.clientHeight + 2
        && all(".before, .above", text).every(part => part.offsetParent);
    }
  }

  function fold(button) {
    const card = button.closest(".card");
    const folded = card.classList.toggle("folded");
    button.setAttribute("aria-expanded", String(!folded));
    button.textContent = folded ? button.dataset.more : button.dataset.less;
  }

  async function copy(button) {
    const {copy: quoted, link} = button.dataset;
    const text = link ? window.footnote.linkTo(link) : quoted;
    try {
      await navigator.clipboard.writeText(text);
    } catch { // no clipboard on plain http from another machine
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const says = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = says; }, 1500);
  }

  // A question of the conversation that is edited takes its own place, and that of what follows it.
  let edited = "";
  function edit(button) {
    drafts.write(button.dataset.edit);
    edited = button.closest(".question") ? button.closest(".turn").dataset.turn : "";
    one("#box textarea").focus();
  }

  // Said to the library, and beside an answer that a restriction left empty.
  function askAll(button) {
    library.askAll();
    if (button.dataset.edit) edit(button);
  }

  const typed = () => ({text: one("#box textarea").value, files: []});

  function sending(box) {
    const sent = {...library.asked(), replaces: edited, ...drafts.sent(box.text)};
    edited = "";
    return sent;
  }

  function save() {
    const link = document.createElement("a");
    link.href = route(`conversations/${one(".conversations").dataset.current}.md`);
    link.download = "";
    link.click();
  }

  // ---- the conversation: the server sends one turn at a time, or all when one is opened ----

  // What was on its way when its conversation was left may arrive after the new one.
  const left = new Set();
  function leave() {
    for (const turn of all("#conversation .turn")) left.add(turn.dataset.turn);
  }

  function showConversation(html) {
    const sent = document.createElement("template");
    sent.innerHTML = html;
    const changed = sent.content.firstElementChild;
    const turns = one("#conversation .turns");
    const before = turns.children.length;
    if (left.has(changed.dataset.turn)) return;
    if (changed.matches(".opened")) {
      for (const turn of changed.children) left.delete(turn.dataset.turn);
      turns.replaceChildren(...changed.children);
    } else showTurn(turns, changed);
    drafts.shown(all(".question p", turns).map(asked => asked.textContent));
    // A new question goes to the top, so that its answer is read from the first citation on.
    if (changed.matches(".opened") || turns.children.length > before) toTheTop(turns);
  }

  function showTurn(turns, changed) {
    const shown = [...turns.children].find(turn => turn.dataset.turn === changed.dataset.turn);
    if (!shown) return turns.append(changed);
    for (const part of [".question", ".answer"]) {
      const [old, young] = [one(part, shown), one(part, changed)];
      if (!old.isEqualNode(young)) old.replaceWith(young);
    }
  }

  function toTheTop(turns) {
    const last = turns.lastElementChild;
    if (!last) return;
    turns.style.setProperty("--room", turns.clientHeight + "px");
    turns.scrollTop += last.getBoundingClientRect().top - turns.getBoundingClientRect().top;
  }

  // Gradio draws attached files as bare icons; the names come from what was attached.
  let attached = [];
  let chipCount = 0;
  function nameAttachments() {
    const chips = all("#box .thumbnail-wrapper");
    if (chipCount && !chips.length) attached = [];
    chipCount = chips.length;
    chips.forEach((chip, place) => {
      if (!attached[place] || chip.dataset.name === attached[place]) return;
      chip.dataset.name = attached[place];
      chip.setAttribute("aria-label", attached[place]);
    });
  }

  function attachmentClicked(target) {
    const chip = target.closest?.("#box .thumbnail-wrapper");
    if (chip && target.closest("button")) {
      attached.splice(all("#box .thumbnail-wrapper").indexOf(chip), 1);
    }
  }

  // ---- events ----

  function click(event) {
    attachmentClicked(event.target);
    const leaves = !event.target.closest("#history, [data-history]");
    if ((leaves || event.target.closest(".open")) && document.body.matches(".history-open")) {
      toggleHistory(false);
    }
    const at = selector => event.target.closest(selector);
    let found;
    if ((found = at("[data-fold]"))) fold(found);
    else if ((found = at("[data-copy], [data-link]"))) copy(found);
    else if ((found = at("[data-ask-all]"))) askAll(found);
    else if ((found = at("[data-edit]"))) edit(found);
    else if (at("[data-save]")) save();
    else if ((found = at("[data-try]"))) drafts.send(found.dataset.try);
    else if ((found = at("[data-view]"))) viewer[found.dataset.view]();
    else if ((found = at("[data-drawer]"))) document.body.classList.toggle("drawer-open");
    else if (at("[data-history]")) toggleHistory();
    else if ((found = at("[data-row]"))) turnRow(found.closest("li"), found.dataset.row);
    else if (at('[data-act="remove"]')) removing = true;
    else if (at('[data-act="new"]')) { window.footnote.startingOver(); leave(); }
    else if ((found = at('#history [data-act="open"]'))) {
      window.footnote.opening(found.dataset.id);
      leave();
    } else if ((found = at("[data-open]"))) {
      const selecting = found.matches("blockquote") && String(window.getSelection());
      if (!selecting) { viewer.open(found.dataset); found.closest(".card")?.classList.add("seen"); }
    } else if (event.target.matches("#columns") && document.body.matches(".drawer-open")) {
      document.body.classList.remove("drawer-open");
    }
  }

  // A conversation's row asks for a new title.
  function turnRow(row, into) {
    row.classList.remove("renaming");
    if (into) row.classList.add(into);
    const next = into === "renaming" ? "input" : ".open";
    one(next, row).focus();
    if (into === "renaming") one("input", row).select();
  }

  function toggleHistory(open) {
    const opened = document.body.classList.toggle("history-open", open);
    one("[data-history]").setAttribute("aria-expanded", String(opened));
    if (opened) one("#history button")?.focus();
  }

  // A citation of the last reply, on its page.
  function cite(rank) {
    const card = [...all("#conversation .turn:last-child .card .rank")]
      .find(shown => shown.textContent.trim() === String(rank))?.closest(".card");
    if (!card) return;
    card.closest("details")?.setAttribute("open", "");
    card.scrollIntoView({block: "nearest"});
    one("[data-open]", card)?.click();
  }

  function key(event) {
    if (event.key === "Escape") {
      if (document.body.matches(".history-open")) {
        toggleHistory(false);
        one("[data-history]").focus();
        return;
      }
      if (document.body.matches(".drawer-open")) document.body.classList.remove("drawer-open");
      else if (document.body.matches(".viewing")) viewer.close();
    } else if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
      event.preventDefault();
      cite(Number(event.code.slice(-1)));
    } else if (!event.target.matches("input, textarea") && document.body.matches(".viewing")
      && (event.target.closest(".viewer") || event.target === document.body)) {
      const turn = {PageUp: "previous", ArrowLeft: "previous", PageDown: "next", ArrowRight: "next",
        "+": "in", "-": "out"}[event.key];
      if (turn) { event.preventDefault(); viewer[turn](); }
    }
  }

  document.addEventListener("click", click);
  document.addEventListener("keydown", key);
  document.addEventListener("change", event => {
    if (event.target.matches("#box input[type=file]")) {
      attached.push(...[...event.target.files].map(file => file.name));
    }
  }, true);
  new MutationObserver(() => { nameAttachments(); offerUnfolding(); }).observe(
    document.documentElement, {childList: true, subtree: true});

  window.addEventListener("resize", offerUnfolding);

  Object.assign(window.footnote, {typed, sending, refresh, showConversation});
  window.footnote.begin();
})();
