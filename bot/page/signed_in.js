// What the page does where people sign in: no button that would be refused, a way out, and back
// to the sign-in page once the session is over.
(() => {
  "use strict";
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    if (answer.status === 401) location.reload();
    return answer;
  };

  // At the top of the page, which is drawn again and again.
  let me = null;
  function showWho() {
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
  }

  window.footnote.showWho = showWho;

  begin();
})();
