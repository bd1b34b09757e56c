// What the page does where people sign in: no button that would be refused, a way out, and back
// to the sign-in page once the session is over.
(() => {
  "use strict";
  const LOST = "upload-lost";
  const ask = window.fetch;
  let uploading = 0;
  window.fetch = async (...request) => {
    const uploads = /\/upload\b/.test(request[0]?.url ?? request[0]) ? 1 : 0;
    uploading += uploads;
    try {
      const answer = await ask(...request);
      if (answer.status === 401) leave();
      return answer;
    } finally {
      uploading -= uploads;
    }
  };

  // A tab keeps what is typed, but no files: whoever comes back is told that these are gone.
  function leave() {
    if (uploading || document.querySelector("#box .thumbnail-wrapper")) sessionStorage.setItem(LOST, "yes");
    location.reload();
  }

  function sayWhatWasLost() {
    if (!sessionStorage.getItem(LOST)) return;
    sessionStorage.removeItem(LOST);
    window.footnote.notice(me.upload_lost);
  }

  // At the top of the page and in the question box, which are drawn again and again.
  let me = null;
  function showWho() {
    const box = document.querySelector("#box textarea");
    const head = document.querySelector(".library-head");
    if (box && head && document.documentElement.dataset.role === "visitor") box.placeholder = head.dataset.askAQuestion;
    const top = document.querySelector("#chat .whole");
    if (!me || !top || top.querySelector(".sign-out")) return;
    const form = document.createElement("form");
    form.method = "post";
    form.action = new URL("logout", document.baseURI).href;
    form.className = "sign-out";
    const who = document.createElement("span");
    who.textContent = me.name;
    const button = document.createElement("button");
    button.className = "quiet";
    button.textContent = me.sign_out;
    form.append(who, button);
    top.append(form);
  }

  async function begin() {
    me = await (await fetch(new URL("footnote/me", document.baseURI))).json();
    document.documentElement.dataset.role = me.owner ? "owner" : me.may_add ? "contributor" : "visitor";
    showWho();
    sayWhatWasLost();
  }

  window.footnote.showWho = showWho;

  begin();
})();
