// What is being typed and what was just sent, so that a reload at any moment loses neither.
(() => {
  "use strict";
  const DRAFT = "draft";
  const SENT = "sent";
  const box = () => document.querySelector("#box textarea");

  function write(text) {
    const area = box();
    area.value = text;
    area.dispatchEvent(new Event("input", {bubbles: true}));
  }

  function send(text) {
    write(text);
    setTimeout(() => document.querySelector("#box .submit-button")?.click(), 100);
  }

  // The tab names a new conversation itself: whatever becomes of the request, it knows the name.
  function sent(question) {
    let conversation = sessionStorage.getItem("conversation");
    const begins = !conversation;
    if (begins) {
      conversation = [...crypto.getRandomValues(new Uint8Array(16))]
        .map(byte => byte.toString(16).padStart(2, "0")).join("");
      sessionStorage.setItem("conversation", conversation);
    }
    entered = "";
    sessionStorage.removeItem(DRAFT);
    if (question.trim()) sessionStorage.setItem(SENT, question.trim());
    return {conversation, begins};
  }

  // Enter while the box can't send, as until a reply is kept, would be lost: it is sent once it can.
  let entered = "";
  function sendOnceItCan() {
    if (!entered || box()?.value.trim() !== entered) return;
    document.querySelector("#box .submit-button")?.click();
    setTimeout(sendOnceItCan, 300);
  }
  document.addEventListener("keydown", event => {
    if (event.target !== box() || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    const waits = Boolean(entered);
    entered = box().value.trim();
    if (entered && !waits) setTimeout(sendOnceItCan, 300);
  }, true);

  // The conversation shows these questions: one that was sent and isn't among them never arrived.
  let reloaded = true;
  function shown(questions) {
    const question = sessionStorage.getItem(SENT);
    const arrived = question === null || questions.some(one => one.trim() === question);
    if (arrived) {
      sessionStorage.removeItem(SENT);
      if (question !== null && box()?.value.trim() === question) write("");
    } else if (reloaded) send(question);
    reloaded = false;
  }

  function startOver() {
    sessionStorage.removeItem("conversation");
    sessionStorage.removeItem(SENT);
  }

  // More than once, since what is written before the box is alive is forgotten by it.
  function restore(tries = 10) {
    const draft = sessionStorage.getItem(DRAFT);
    if (!draft || !tries) return;
    if (box() && !box().value) write(draft);
    setTimeout(restore, 300, box() ? tries - 1 : tries);
  }

  document.addEventListener("input", event => {
    if (event.target === box()) sessionStorage.setItem(DRAFT, event.target.value);
  });
  restore();
  Object.assign(window.footnote, {drafts: {write, send, sent, shown, startOver}});
})();
