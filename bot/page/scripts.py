"""What the page's components do in the browser that Gradio wants to be told in Python."""

from __future__ import annotations

# Gradio's HTML component makes a click anywhere an event; only marked buttons should be.
ACTS = """
element.addEventListener("click", event => {
  const button = event.target.closest("[data-act]");
  if (button) trigger("act", {act: button.dataset.act, id: button.dataset.id || ""});
});
watch("value", () => window.footnote.refresh());
"""

# Events of their own, since some of them end an answer that is on its way. The button that asks
# again as typed stands in the conversation, whose parts can't have events.
HISTORY_ACTS = """
element.addEventListener("click", event => {
  const act = event.target.closest("[data-act]");
  if (act?.dataset.act === "open") trigger("open_kept", {id: act.dataset.id});
  if (act?.dataset.act === "delete") trigger("delete_kept", {id: act.dataset.id});
});
element.addEventListener("submit", event => {
  event.preventDefault();
  const form = event.target;
  trigger("rename_kept", {id: form.dataset.id, text: form.elements.text.value});
});
document.addEventListener("click", event => {
  if (event.target.closest("[data-as-typed]")) trigger("as_typed", {});
});
watch("value", () => window.footnote.refresh());
"""

CHOSEN = "(box, chosen, transcript) => [box, window.footnote.chosen(), transcript]"
"""The documents ticked, which only the browser knows."""

REMEMBERED = "(remembered, transcript) => [window.footnote.remembered(), transcript]"
"""The conversation that this tab showed before it was loaded anew."""
