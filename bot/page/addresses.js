// Addresses: what the page shows stands in its address, so that it can be linked, reloaded, and left
// by Back: first the panel closes, then the conversation. Nothing of a fragment reaches the server.
(() => {
  "use strict";
  const {viewer} = window.footnote;

  // Where the browser's history is: entries count up, so that going back is told from going on.
  let entry = {index: 0, conversation: "", doc: ""};
  let seen = "";
  let applying = false;

  function parsed(fragment) {
    const doc = /^#\/doc\/[0-9a-f]{64}(\?[\w&=-]*)?$/.test(fragment) ? fragment : "";
    const [, conversation = ""] = /^#\/conversation\/([0-9a-f]+)$/.exec(fragment) || [];
    return {conversation, doc};
  }

  const range = given => /^(\d{1,9})-(\d{1,9})$/.exec(given || "")?.slice(1) || [];

  // What the viewer is to open, as a card's button says it.
  function target(doc) {
    const [, open, query = ""] = /^#\/doc\/([0-9a-f]{64})\??(.*)$/.exec(doc);
    const asked = new URLSearchParams(query);
    const [start, end] = range(asked.get("at"));
    const [markedStart, markedEnd] = range(asked.get("says"));
    return {open, page: asked.get("page") || "1", start, end, markedStart, markedEnd};
  }

  function docOf(view) {
    const page = `#/doc/${view.id}?page=${view.page}`;
    if (view.cited !== view.page) return page;
    const says = view.from < view.to ? `&says=${view.from}-${view.to}` : "";
    return `${page}&at=${view.start}-${view.end}${says}`;
  }

  const address = ({conversation, doc}) =>
    doc || (conversation ? `#/conversation/${conversation}` : location.pathname);

  function enter(next) {
    entry = {...next, index: entry.index + 1};
    history.pushState(entry, "", address(entry));
  }

  function rename(next) {
    entry = {...next, index: entry.index};
    history.replaceState(entry, "", address(entry));
  }

  // The viewer opened, turned a page or was closed.
  function viewed(view) {
    const doc = view ? docOf(view) : "";
    if (applying || doc === entry.doc) return;
    if (!view && entry.index > 0) history.back();
    else if (view && !entry.doc) enter({...entry, doc});
    else rename({...entry, doc});
  }

  // Another conversation is open now, or none.
  function conversing(id) {
    if (id === seen) return;
    seen = id;
    if (id === entry.conversation) return;
    if (id && entry.doc) rename({...entry, conversation: id});
    else enter({conversation: id, doc: ""});
  }

  function openConversation(id) {
    const button = id ? `#history [data-act="open"][data-id="${id}"]` : '[data-act="new"]';
    document.querySelector(button)?.click();
  }

  function went(event) {
    const before = entry;
    // Without a state, somebody typed an address or followed a link within this tab.
    const given = parsed(location.hash);
    const to = event.state
      || {...given, conversation: given.conversation || before.conversation, index: before.index + 1};
    entry = to;
    if (!event.state) history.replaceState(entry, "", address(entry));
    applying = true;
    if (to.doc && to.doc !== before.doc) viewer.open(target(to.doc));
    else if (!to.doc && before.doc) viewer.close();
    applying = false;
    if (to.conversation === before.conversation) return;
    const closedPanel = to.index < before.index && before.doc && !to.doc;
    if (closedPanel) enter({conversation: before.conversation, doc: ""}); // it began under the panel
    else openConversation(to.conversation);
  }

  // A question in the address is asked once, in a conversation of its own.
  const question = new URLSearchParams(location.search).get("q")?.trim() || "";

  function ask(tries = 3) {
    const area = document.querySelector("#box textarea");
    if (!area) return void setTimeout(ask, 100, tries);
    if (!tries || document.querySelector("#conversation .turn")) return;
    window.footnote.drafts.send(question);
    setTimeout(ask, 3000, tries - 1);
  }

  function begin() {
    const {conversation, doc} = parsed(location.hash);
    if (question) window.footnote.drafts.startOver();
    const before = sessionStorage.getItem("conversation") || "";
    rename({conversation: conversation || before, doc: ""});
    const drawn = () => {
      if (doc) viewer.open(target(doc));
      if (question) ask();
    };
    if (document.body) drawn();
    else document.addEventListener("DOMContentLoaded", drawn);
  }

  const linkTo = fragment => new URL(fragment, location.origin + location.pathname).href;

  window.addEventListener("popstate", went);
  Object.assign(window.footnote, {
    viewed, conversing, linkTo, begin, remembered: () => entry.conversation || null,
  });
})();
