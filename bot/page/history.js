// The list of conversations: by day, searched, and which of them is open in this tab.
(() => {
  "use strict";
  const {drafts} = window.footnote;
  const DAY = 24 * 3600 * 1000;

  // The open conversation is known to this tab, so that a reload finds it again.
  let current = "";
  function refreshHistory() {
    const list = document.querySelector(".conversations");
    if (!list) return;
    if (list.dataset.current) sessionStorage.setItem("conversation", list.dataset.current);
    else if (current) drafts.startOver();
    current = list.dataset.current;
    window.footnote.conversing(current);
    document.body.classList.toggle("kept", list.dataset.current !== "");
    sort(list);
  }

  // Under the days of whoever looks, which only their browser knows. What is sought stays, though
  // the list is drawn anew whenever a conversation is kept.
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

  // Known at once, so that a question right after goes on in what is being opened.
  function opening(conversation) {
    sessionStorage.setItem("conversation", conversation);
  }

  document.addEventListener("input", event => {
    const list = event.target.closest?.("[data-find]")?.closest(".conversations");
    if (!list) return;
    typed = event.target.value;
    sort(list);
  });
  Object.assign(window.footnote, {refreshHistory, opening});
})();
