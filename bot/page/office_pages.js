// Office files in the viewer: their text at once, and the pages made of them once they are there.
// Which of the two is shown is for whoever reads to say; it stays so for what is opened next.
window.footnoteOfficePages = (view, show) => {
  "use strict";
  const BETWEEN_QUESTIONS = 700; // milliseconds
  const one = selector => document.querySelector(`.viewer ${selector}`);

  let prefersText = false;
  let asking = 0;

  // A document was opened, of which pages can be made or not.
  function opened(makesPages) {
    asking++;
    view.made = null;
    one(".showing").hidden = !makesPages;
    say("");
    press();
    if (makesPages) follow();
  }

  function closed() { asking++; }

  // Asks for the place of what the viewer shows until pages are there, or can't be had.
  async function follow() {
    const ticket = ++asking;
    const cited = view.page === view.cited;
    const part = cited
      ? `?start=${view.start}&end=${view.end}&from=${view.from}&to=${view.to}` : "?start=0&end=0";
    const asked = view.page;
    for (;;) {
      const place = await placeOf(asked + part);
      if (ticket !== asking) return;
      if (place.state === "made") return arrived(place, asked);
      if (place.state === "none") return say(frameSays("noPages").replace("{reason}", place.reason));
      say(frameSays("makingPages"), true);
      await new Promise(later => setTimeout(later, BETWEEN_QUESTIONS));
      if (ticket !== asking) return;
    }
  }

  // A connection that was lost is asked again.
  async function placeOf(asked) {
    const answer = await fetch(window.footnote.route(`places/${view.id}/${asked}`)).catch(() => null);
    if (!answer) return {state: "making"};
    return answer.ok ? answer.json() : {state: "none", reason: await answer.text()};
  }

  function arrived(place, asked) {
    view.made = {...place, asked};
    view.sheet = place.page;
    if (!prefersText) return showAs("picture");
    say("");
    press();
  }

  function showAs(way) {
    view.shownAs = way;
    press();
    if (view.made) say(way === "picture" && isUnmarked() ? frameSays("unmarked") : "");
    show();
  }

  // Where no word of the passage was found with certainty, none is marked.
  const isUnmarked = () =>
    view.made.asked === view.cited && view.end > view.start && !view.made.passage.length;

  function asPages() {
    prefersText = false;
    if (!view.made || view.shownAs === "picture") return;
    if (view.made.asked === view.page) showAs("picture");
    else follow(); // another slide is shown by now
  }

  function asText() {
    prefersText = true;
    if (view.made && view.shownAs === "picture") showAs("text");
  }

  // The pages were cleared away, or can't be drawn.
  function lost() {
    view.made = null;
    say(frameSays("noPages").replace("{reason}", document.querySelector(".viewer").dataset.unavailable));
    showAs("text");
  }

  function boxesOn(page) {
    const on = boxes => boxes.filter(([number]) => number === page).map(([, ...box]) => box);
    return [on(view.made.passage), on(view.made.said)];
  }

  const frameSays = name => document.querySelector(".viewer").dataset[name];

  function say(line, busy = false) {
    const note = one(".office-note");
    note.textContent = line;
    note.hidden = !line;
    note.classList.toggle("busy", busy);
  }

  function press() {
    const pages = one('[data-view="asPages"]'), text = one('[data-view="asText"]');
    pages.disabled = !view.made;
    pages.setAttribute("aria-pressed", String(view.shownAs === "picture"));
    text.setAttribute("aria-pressed", String(view.shownAs === "text"));
  }

  return {opened, closed, asPages, asText, lost, boxesOn};
};
