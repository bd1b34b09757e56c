"""HTML as a browser takes it apart, walked piece by piece without ever going deep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from ingest.errors import DamagedFile
from ingest.formats.equations import equation_text
from ingest.formats.markup.forms import entered
from ingest.formats.xml import parse_xml

_SKIPPED = frozenset((
    "-comment", "applet", "area", "audio", "button", "canvas", "datalist", "embed", "frame",
    "head", "iframe", "map", "nav", "noframes", "noscript", "object", "option", "progress",
    "rp", "rt", "rtc", "script", "style", "template", "video",
))  # fmt: skip
_SKIPPED_ROLES = frozenset(("navigation", "search", "menu", "menubar"))
_SAID_AS_A_WHOLE = frozenset(("img", "input", "math", "select", "svg", "textarea"))
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_AT_RULE = re.compile(r"@[^{;]*(?:;|\{(?:[^{}]|\{[^{}]*\})*\})")
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STYLE_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PLAIN_SELECTOR = re.compile(r"[\w.#\-\s>]+")
_AS_TEX = re.compile(r"\{\\displaystyle (.+)\}")
_STYLE_CHARACTERS_AT_MOST = 500_000
_LINK_SIGNS = re.compile("[\\s¶§#↩↑🔗⚓\ufe0e\ufe0f\ue000-\uf8ff]+")  # the last are icons of fonts
_LINKS_TO_PICTURES = ("src", "xlink:href", "href")
_CLOSED_AT_ONCE = re.compile(r"<([a-zA-Z][\w:.-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)/>")
_NEVER_CLOSED = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
))  # fmt: skip
_HIDING_RULES_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Enter:
    """An element begins."""

    tag: str
    node: LexborNode
    contains_tables: bool = False

    def attribute(self, name: str) -> str:
        """The value of an attribute, "" where there is none."""
        return self.node.attributes.get(name) or ""


@dataclass(frozen=True, slots=True)
class Leave:
    """An element ends."""

    tag: str


@dataclass(frozen=True, slots=True)
class Characters:
    """Text between tags."""

    text: str


Event = Enter | Leave | Characters


def xhtml_as_html(text: str) -> str:
    """XHTML as an HTML parser understands it: of ``<title/>`` that would never see the end."""
    return _CLOSED_AT_ONCE.sub(_closed, text)


def _closed(tag: re.Match[str]) -> str:
    if tag[1].lower() in _NEVER_CLOSED:
        return tag[0]
    return f"<{tag[1]}{tag[2]}></{tag[1]}>"


class HtmlDocument:
    """A parsed document: its title, and what of it can be seen, in order."""

    def __init__(self, text: str, style_sheets: Iterable[str] = ()) -> None:
        """Broken markup is mended as a browser would; ``style_sheets`` are those kept beside it."""
        self._parser = LexborHTMLParser(text)
        inside = (style.text() or "" for style in self._parser.css("style"))
        self._hidden = frozenset(self._hidden_by(chain(inside, style_sheets)))
        self._all_text = ""

    def title(self) -> str:
        """What the window would be called, or ""."""
        drawings = {node.mem_id for node in self._parser.css("svg title")}
        titles = (node for node in self._parser.css("title") if node.mem_id not in drawings)
        return next((node.text() for node in titles), "")

    def first_heading(self) -> str:
        """What its first large heading says, or ""."""
        found = self._parser.css_first("h1, h2, h3")
        return found.text() if found is not None else ""

    def pictures(self) -> list[str]:
        """Where its pictures are, in order."""
        found = self._parser.css("img[src], image")
        links = (node.attributes.get(name) for node in found for name in _LINKS_TO_PICTURES)
        return [link for link in links if link]

    def meta(self, name: str) -> str:
        """What a ``meta`` element of that name says, or ""."""
        for node in self._parser.css("meta"):
            if (node.attributes.get("name") or "").lower() == name:
                return node.attributes.get("content") or ""
        return ""

    def events(self) -> Iterator[Event]:
        """What can be seen: elements as they begin and end, and text between them."""
        tables: list[int] = []
        with_tables: set[int] = set()
        for event in self._events():
            if isinstance(event, Enter) and event.tag == "table":
                with_tables.update(tables[-1:])
                tables.append(event.node.mem_id)
            elif isinstance(event, Leave) and event.tag == "table":
                tables.pop()
        for event in self._events():
            if isinstance(event, Enter) and event.node.mem_id in with_tables:
                yield Enter(event.tag, event.node, contains_tables=True)
            else:
                yield event

    def _events(self) -> Iterator[Event]:
        root = self._parser.body or self._parser.root
        node, open_nodes = root, []
        while node is not None:
            tag = node.tag or ""
            if tag == "-text":
                yield Characters(node.text_content or "")
            elif self._is_seen(node, tag) and tag in _SAID_AS_A_WHOLE:
                yield Characters(self._said(node, tag))
            elif self._is_seen(node, tag):
                yield Enter(tag, node)
                child = node.first_child
                if child is not None:
                    open_nodes.append(node)
                    node = child
                    continue
                yield Leave(tag)
            while node is not None and (node.next is None or not open_nodes):
                if not open_nodes:
                    return
                node = open_nodes.pop()
                yield Leave(node.tag or "")
            node = node.next if node is not None else None

    def text(self) -> str:
        """What can be seen, pieces apart by blanks."""
        return " ".join(event.text for event in self._events() if isinstance(event, Characters))

    def words(self) -> int:
        """How many words can be seen."""
        return len(self.text().split())

    def _said(self, node: LexborNode, tag: str) -> str:
        match tag:
            case "math":
                try:
                    return equation_text(parse_xml((node.html or "").encode()))
                except DamagedFile:
                    return ""
            case "svg":
                return f" {' '.join(text.text() for text in node.css('text'))} "
            case "img":
                return self._instead(node)
        return f" {entered(node, tag)} "

    def _instead(self, node: LexborNode) -> str:
        """What is said in place of a picture that isn't there."""
        said = " ".join((node.attributes.get("alt") or "").split())
        if found := _AS_TEX.fullmatch(said):
            return found[1].strip()
        if not self._all_text:
            self._all_text = " ".join((self._parser.body or node).text().split())
        is_new = said.count(" ") > 0 and said not in self._all_text
        return f" {said} " if is_new else ""

    def _is_seen(self, node: LexborNode, tag: str) -> bool:
        if tag in _SKIPPED or tag.startswith("!"):
            return False
        attributes = node.attributes
        return not (
            "hidden" in attributes
            or (tag == "dialog" and "open" not in attributes)
            or attributes.get("role") in _SKIPPED_ROLES
            or _HIDING.search(attributes.get("style") or "")
            or node.mem_id in self._hidden
            or (tag == "a" and _is_sign(node))
        )

    def _hidden_by(self, sheets: Iterable[str]) -> Iterator[int]:
        """The ids of elements that a rule of these style sheets hides on any screen."""
        rules = 0
        for whole in sheets:
            sheet = whole[:_STYLE_CHARACTERS_AT_MOST]
            sheet = _AT_RULE.sub("", _STYLE_COMMENT.sub("", sheet))
            for selectors, declarations in _STYLE_RULE.findall(sheet):
                if not _HIDING.search(declarations):
                    continue
                for selector in selectors.split(","):
                    rules += 1
                    if rules > _HIDING_RULES_AT_MOST or not _PLAIN_SELECTOR.fullmatch(selector):
                        continue
                    try:
                        yield from (node.mem_id for node in self._parser.css(selector.strip()))
                    except SelectolaxError:
                        continue


def _is_sign(link: LexborNode) -> bool:
    """Whether it is only there to be clicked at: a link of a heading to itself."""
    is_inside = (link.attributes.get("href") or "").startswith("#")
    return is_inside and _LINK_SIGNS.fullmatch(link.text()) is not None
