// What the page itself has to say, above everything, until it is clicked away.
(() => {
  "use strict";

  function notice(text) {
    const note = document.createElement("p");
    note.className = "notice";
    note.setAttribute("role", "alert");
    note.textContent = text;
    note.onclick = () => note.remove();
    document.body.append(note);
  }

  window.footnote = {notice};
})();
