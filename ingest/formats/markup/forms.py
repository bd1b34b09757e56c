"""What somebody entered into a form on a web page, as far as it can be seen."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

_UNSEEN = frozenset((
    "button", "color", "file", "hidden", "image", "password", "range", "reset", "search", "submit",
))  # fmt: skip


def entered(node: LexborNode, tag: str) -> str:
    """The value of an ``input``, the text of a ``textarea``, what a ``select`` was set to."""
    if tag == "textarea":
        return node.text()
    if tag == "select":
        return ", ".join(option.text() for option in node.css("option[selected]"))
    kind = (node.attributes.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☒" if "checked" in node.attributes else "☐"
    return "" if kind in _UNSEEN else node.attributes.get("value") or ""
