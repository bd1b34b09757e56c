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

  function offerSignOut(says) {
    const library = document.querySelector("#library");
    if (!library) return void setTimeout(offerSignOut, 200, says);
    const form = document.createElement("form");
    form.method = "post";
    form.action = new URL("logout", document.baseURI).href;
    form.className = "sign-out";
    const button = document.createElement("button");
    button.className = "quiet";
    button.textContent = says;
    form.append(button);
    library.append(form);
  }

  async function begin() {
    const me = await (await fetch(new URL("footnote/me", document.baseURI))).json();
    document.documentElement.dataset.role = me.owner ? "owner" : me.may_add ? "contributor" : "visitor";
    offerSignOut(me.sign_out);
  }

  begin();
})();
