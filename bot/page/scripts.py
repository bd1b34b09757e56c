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

REDRAWN = """
watch("value", () => window.footnote.refresh());
"""

# What is done with the ticked documents, which only the browser knows.
LIBRARY_ACTS = """
element.addEventListener("click", event => {
  const button = event.target.closest("[data-act]");
  const acting = button && window.footnote.library.acting(button.dataset.act);
  if (acting) trigger("act", acting);
});
element.addEventListener("submit", event => {
  if (!event.target.matches(".acting")) return;
  event.preventDefault();
  const acting = window.footnote.library.acting("collect");
  if (acting) trigger("act", acting);
});
watch("value", () => window.footnote.refresh());
"""

# The template of this component is only the frame: page.js alone puts turns into it.
CONVERSATION_ACTS = """
element.addEventListener("click", event => {
  if (event.target.closest("[data-again]")) trigger("ask_again", {});
  if (event.target.closest("[data-as-typed]")) trigger("ask_as_typed", {});
});
watch("value", () => window.footnote.showConversation(props.value));
"""

# Events of their own, since some of them end a reply that is on its way. Only a frame, as above.
HISTORY_ACTS = """
element.addEventListener("click", event => {
  const act = event.target.closest("[data-act]");
  if (act?.dataset.act === "open") trigger("open_kept", {id: act.dataset.id});
  if (act?.dataset.act === "delete") trigger("delete_kept", {id: act.dataset.id});
  if (act?.dataset.act === "undo") trigger("undo_deletion", {id: act.dataset.id});
});
element.addEventListener("submit", event => {
  event.preventDefault();
  const form = event.target;
  form.closest("li").classList.remove("renaming");
  trigger("rename_kept", {id: form.dataset.id, text: form.elements.text.value});
});
watch("value", () => window.footnote.showHistory(props.value));
"""

CHOSEN = """(box, sent, conversation) =>
  [box ||= window.footnote.typed(), window.footnote.sending(box), conversation]"""
"""The documents ticked, and the conversation's id, which only the browser knows.

Gradio's box is still nothing where it was written into before it was alive."""

DROPPED = """(files, into, seen, conversation) =>
  [files, window.footnote.droppedInto(), seen, conversation]"""
"""The collection that dropped files are to be in, which only the browser knows."""

REMEMBERED = "(remembered, conversation) => [window.footnote.remembered(), conversation]"
"""The conversation that this tab showed before it was reloaded."""
