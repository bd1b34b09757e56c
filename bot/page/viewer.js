// The viewer beside the chat: a document's page as a picture or its text, from our own routes.
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const route = path => new URL("footnote/" + path, document.baseURI).href;

  const view = {id: "", page: 1, pages: 1, start: 0, end: 0, from: 0, to: 0, cited: 0, shownAs: "picture", zoom: 1, made: null, sheet: 1};
  let opener = null;
  let asked = null;
  let loading = 0;

  async function open(target) {
    opener = document.activeElement;
    asked = target;
    Object.assign(view, {
      id: target.open,
      page: Number(target.page),
      cited: target.start === undefined ? 0 : Number(target.page),
      start: Number(target.start || 0),
      end: Number(target.end || 0),
      from: Number(target.markedStart || 0),
      to: Number(target.markedEnd || 0),
      zoom: 1,
      made: null,
    });
    document.body.classList.add("viewing");
    document.body.classList.remove("drawer-open");
    const frame = await there();
    frame.hidden = false;
    one("h2 .name", frame).textContent = target.name || "";
    one(".stage", frame).replaceChildren();
    window.footnote.viewed(view);
    const ticket = ++loading;
    const about = await fetch(route(`documents/${view.id}`));
    if (ticket !== loading) return;
    frame.classList.toggle("of-nothing", !about.ok);
    if (about.status === 404) return unavailable(frame.dataset.noDocument);
    if (!about.ok) return unavailable(await about.text());
    const document_ = await about.json();
    view.pages = document_.pages;
    view.page = Math.min(Math.max(1, view.page || 1), view.pages);
    view.shownAs = document_.shown_as;
    view.places = document_.places;
    one("h2 .name", frame).textContent = document_.name;
    office.opened(document_.makes_pages);
    await show();
    // Whoever went on to type a question or a page's number meanwhile goes on typing.
    const stayed = [opener, document.body].includes(document.activeElement);
    if (stayed) one(".stage", frame).focus({preventScroll: true});
  }

  // The page is drawn again in the visitor's language, and what an address opened by then is gone.
  function redrawn() {
    if (one(".viewer")?.hidden && document.body.classList.contains("viewing")) open(asked);
  }
  const drawing = new MutationObserver(redrawn);

  // An address can open the viewer before the page has drawn it.
  async function there() {
    while (!one(".viewer .stage")) await new Promise(drawn => setTimeout(drawn, 50));
    drawing.observe(one("#page-view"), {childList: true, subtree: true});
    return one(".viewer");
  }

  async function show() {
    const frame = one(".viewer");
    const ticket = ++loading;
    window.footnote.viewed(view);
    one(".zoom", frame).textContent = Math.round(100 * view.zoom) + "%";
    const {page, pages} = shownPage();
    one('[data-view="previous"]', frame).disabled = page <= 1;
    one('[data-view="next"]', frame).disabled = page >= pages;
    one(".viewer-tools", frame).classList.toggle("of-text", view.shownAs === "text" && pages < 2);
    one(".original", frame).href = route(`originals/${view.id}`)
      + (view.shownAs === "picture" && !view.made ? `#page=${view.page}` : "");
    const called = label().then(found => { if (ticket === loading) sayWhichPage(found); });
    const shown = view.shownAs === "picture" ? await sheet() : await lines();
    await called;
    if (ticket !== loading || !shown) return;
    for (const image of shown.querySelectorAll("img")) image.alt = one(".page-of", frame).textContent;
    one(".stage", frame).replaceChildren(shown);
    (one(".hit.answering", shown) || one(".hit", shown))?.scrollIntoView({block: "center", inline: "nearest"});
  }

  // Which page is shown, of how many: of those made of an Office file, or of its own.
  const onMade = () => view.shownAs === "picture" && view.made !== null;
  const shownPage = () => onMade()
    ? {page: view.sheet, pages: view.made.pages} : {page: view.page, pages: view.pages};

  function turnTo(number) {
    const {page, pages} = shownPage();
    const wanted = Math.min(Math.max(1, number), pages);
    if (wanted === page) return;
    view[onMade() ? "sheet" : "page"] = wanted;
    show();
  }

  // What is printed on the page as its number where that is another, as "iii" or "A-4".
  async function label() {
    if (view.places !== "pages" || onMade()) return "";
    const answer = await fetch(route(`labels/${view.id}/${view.page}`)).catch(() => null);
    return answer?.ok ? answer.json() : "";
  }

  // Slides, sheets, chapters and messages are called so; all else that has several has pages.
  function sayWhichPage(label) {
    const frame = one(".viewer");
    const own = onMade() ? frame.dataset.pagesOf : frame.dataset[view.places + "Of"] ?? frame.dataset.pagesOf;
    const values = {label, ...shownPage()};
    one(".page-of", frame).textContent = (label ? frame.dataset.labelledOf : own)
      .replace(/{(label|page|pages)}/g, (_, name) => values[name]);
  }

  async function sheet() {
    const stage = one(".viewer .stage");
    const wide = Math.max(240, stage.clientWidth - 32) * view.zoom;
    const pixels = Math.min(3000, Math.ceil(wide * (window.devicePixelRatio || 1) / 200) * 200);
    const figure = document.createElement("figure");
    figure.className = "sheet";
    figure.style.width = wide + "px";
    const image = new Image();
    const {page} = shownPage();
    image.src = route(`pages/${view.id}/${page}.png?width=${pixels}`);
    const boxes = (start, end) => view.page === view.cited && end > start
      ? fetch(route(`boxes/${view.id}/${view.page}?start=${start}&end=${end}`))
        .then(answer => answer.ok ? answer.json() : [])
      : [];
    const highlights = onMade() ? office.boxesOn(page)
      : Promise.all([boxes(view.start, view.end), boxes(view.from, view.to)]);
    try {
      await image.decode();
    } catch {
      return onMade() ? office.lost() : unavailable();
    }
    figure.append(image);
    const [passage, said] = await highlights;
    figure.append(layer(passage, said.length ? "hit pale" : "hit"), layer(said, "hit answering"));
    return figure;
  }

  // One layer for all boxes of a kind, so that boxes that overlap aren't darker.
  function layer(boxes, kind) {
    const whole = document.createElement("div");
    whole.className = `hits ${kind.includes("pale") ? "pale" : ""}`;
    whole.append(...boxes.map(box => hit(box, kind)));
    return whole;
  }

  function hit([left, top, right, bottom], kind) {
    const box = document.createElement("div");
    box.className = kind;
    const percent = fraction => 100 * fraction + "%";
    Object.assign(box.style, {
      left: percent(left), top: percent(top),
      width: percent(right - left), height: percent(bottom - top),
    });
    return box;
  }

  async function lines() {
    const [start, end] = view.page === view.cited ? [view.start, view.end] : [0, 0];
    const answer = await fetch(route(`text/${view.id}/${view.page}?start=${start}&end=${end}`));
    if (!answer.ok) return unavailable(await answer.text());
    const parts = await answer.json();
    const text = document.createElement(parts.has_tables ? "div" : "pre");
    text.className = "sheet lines";
    text.dir = "auto";
    text.style.fontSize = view.zoom + "em";
    text.append(...(parts.has_tables ? blocks(parts) : marked(parts, 0, lengthOf(parts))));
    return text;
  }

  const lengthOf = parts => parts.before.length + parts.passage.length + parts.after.length;

  // Headings, rows of tables and paragraphs as what they are, the passage marked across them.
  function* blocks(parts) {
    const whole = parts.before + parts.passage + parts.after;
    const headings = new Map(parts.headings);
    let start = 0, table = null;
    while (start < whole.length) {
      const at = whole.indexOf("\n", start);
      const end = at < 0 ? whole.length : at;
      const isRow = whole.slice(start, end).includes("\t");
      if (table && !isRow) { yield table; table = null; }
      if (isRow) {
        table ??= Object.assign(document.createElement("table"), {className: "rows"});
        table.append(row(parts, whole, start, end));
      } else if (end > start) {
        const kind = headings.has(start) ? "h3" : "p";
        const block = document.createElement(kind);
        block.append(...marked(parts, start, end));
        yield block;
      }
      start = end + 1;
    }
    if (table) yield table;
  }

  function row(parts, whole, start, end) {
    const line = document.createElement("tr");
    while (start <= end) {
      const tab = whole.indexOf("\t", start);
      const last = tab < 0 || tab > end ? end : tab;
      const cell = document.createElement("td");
      if (/^[-–—+(]?\s*[$€£¥]?\s*\(?\d[\d.,\s]*\)?\s*[%‰$€£¥]?\)?$/.test(whole.slice(start, last).trim())) {
        cell.className = "number";
      }
      cell.append(...marked(parts, start, last));
      line.append(cell);
      start = last + 1;
    }
    return line;
  }

  // The text from start to end; what of it is the passage is marked, and the statement that answers
  // stands out in its passage.
  function marked(parts, start, end) {
    const whole = parts.before + parts.passage + parts.after;
    const first = parts.before.length, last = first + parts.passage.length;
    const between = (low, high) => place => Math.min(Math.max(place, low), high);
    const [opens, closes] = [first, last].map(between(start, end));
    if (opens >= closes) return [whole.slice(start, end)];
    const passage = document.createElement("mark");
    passage.className = "hit";
    const [from, to] = [view.from, view.to]
      .map(place => first + place - view.start).map(between(opens, closes));
    if (view.page === view.cited && view.to > view.from && to > from) {
      const said = document.createElement("strong");
      said.className = "hit answering";
      said.textContent = whole.slice(from, to);
      passage.append(whole.slice(opens, from), said, whole.slice(to, closes));
    } else passage.textContent = whole.slice(opens, closes);
    return [whole.slice(start, opens), passage, whole.slice(closes, end)];
  }

  function unavailable(message) {
    const line = document.createElement("p");
    line.className = "unavailable";
    line.textContent = message || one(".viewer").dataset.unavailable;
    one(".viewer .stage").replaceChildren(line);
  }

  function close() {
    document.body.classList.remove("viewing");
    one(".viewer").hidden = true;
    loading++;
    office.closed();
    window.footnote.viewed(null);
    opener?.focus?.();
  }

  // The line "Page 2 of 9" becomes a field for a page's number, until that is there.
  function choosePage() {
    const [line, field] = [one(".viewer .page-of"), one(".viewer .page-number")];
    const {page, pages} = shownPage();
    [line.hidden, field.hidden, field.max, field.value] = [true, false, pages, page];
    const done = () => { [line.hidden, field.hidden] = [false, true]; };
    field.onblur = done;
    field.onkeydown = event => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.stopPropagation();
      event.preventDefault(); // else it is a click on the line, which has the focus next
      const asked = Math.round(Number(field.value));
      done();
      line.focus();
      if (event.key !== "Escape" && asked) turnTo(asked);
    };
    field.select();
  }

  const viewer = {
    open,
    choosePage,
    close,
    previous: () => turnTo(shownPage().page - 1),
    next: () => turnTo(shownPage().page + 1),
    in: () => { view.zoom = Math.min(4, view.zoom * 1.25); show(); },
    out: () => { view.zoom = Math.max(0.5, view.zoom / 1.25); show(); },
    asPages: () => office.asPages(),
    asText: () => office.asText(),
  };

  Object.assign(window.footnote, {route, viewer});
  const office = window.footnoteOfficePages(view, show);
})();
