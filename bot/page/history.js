// The list of conversations: by day, searched, and which of them is open in this tab.
(() => {
  "use strict";
  const {drafts} = window.footnote;
  const DAY = 24 * 3600 * 1000;

  // The open conversation is known to this tab, so that a reload finds it again. What people do
  // comes first: a list from before may still say the conversation that they have left, or that
  // none is open though a new one has begun.
  let current = "";
  let left = "";
  const conversation = () => sessionStorage.getItem("conversation") || "";

  function showHistory(html) {
    const drawn = document.createElement("template");
    drawn.innerHTML = html;
    const list = drawn.content.firstElementChild;
    if (!list) return;
    draw(list);
    if (left && list.dataset.current === left) return;
    const before = current;
    current = list.dataset.current;
    if (current) sessionStorage.setItem("conversation", current);
    else if (before && before === conversation()) drafts.startOver();
    window.footnote.conversing(current);
    document.body.classList.toggle("kept", current !== "");
  }

  function startingOver() {
    left = conversation() || left;
    drafts.startOver();
  }

  // Known at once, so that a question right after goes on in what is being opened.
  function opening(id) {
    left = conversation() === id ? "" : conversation();
    sessionStorage.setItem("conversation", id);
  }

  // With elements of its own: Gradio's go on as those of another row, under the pointer of whoever
  // aims at a button. What is sought, or the title that is being typed, goes on.
  function draw(list) {
    const frame = document.querySelector("#history .history");
    const typing = frame.contains(document.activeElement) ? document.activeElement : null;
    const scrolled = frame.firstElementChild?.scrollTop || 0;
    const renamed = frame.querySelector(".renaming");
    const row = renamed && list.querySelector(`[data-conversation="${renamed.dataset.conversation}"]`);
    row?.classList.add("renaming");
    if (row) row.querySelector("input").value = renamed.querySelector("input").value;
    sort(list);
    frame.replaceChildren(list);
    list.scrollTop = scrolled;
    const still = typing?.matches("[data-find]") ? list.querySelector("[data-find]")
      : typing?.matches(".renaming input") && row?.querySelector("input");
    if (!still) return;
    still.focus();
    still.setSelectionRange(typing.selectionStart, typing.selectionEnd);
  }

  // Under the days of whoever looks, which only their browser knows.
  let typed = "";
  function sort(list) {
    const box = list.querySelector("[data-find]");
    if (box && box.value !== typed) box.value = typed;
    const sought = typed.trim().toLowerCase();
    for (const head of list.querySelectorAll("li.day")) head.remove();
    let day = "";
    for (const row of list.querySelectorAll("li.conversation")) {
      const time = row.querySelector("time");
      const at = new Date(1000 * time.dataset.at);
      time.textContent = at.toLocaleTimeString([], {hour: "2-digit", minute: "2-digit"});
      row.hidden = !row.querySelector(".name").textContent.toLowerCase().includes(sought);
      if (row.hidden || at.toDateString() === day) continue;
      day = at.toDateString();
      const head = document.createElement("li");
      head.className = "day";
      head.textContent = named(at, list.dataset);
      row.before(head);
    }
  }

  function named(at, {today, yesterday}) {
    const midnight = new Date().setHours(0, 0, 0, 0);
    if (at >= midnight) return today;
    if (at >= midnight - DAY) return yesterday;
    const language = document.documentElement.lang || undefined;
    const thisYear = at.getFullYear() === new Date().getFullYear();
    return at.toLocaleDateString(language, {
      weekday: "long", day: "numeric", month: "long", ...(thisYear ? {} : {year: "numeric"}),
    });
  }

  document.addEventListener("input", event => {
    const list = event.target.closest?.("[data-find]")?.closest(".conversations");
    if (!list) return;
    typed = event.target.value;
    sort(list);
  });
  Object.assign(window.footnote, {showHistory, startingOver, opening});
})();
