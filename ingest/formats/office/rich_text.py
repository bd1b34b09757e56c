"""Rich text (RTF): what its pages show, in order, with notes, text boxes and tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.office.paragraphs import comment_by, numbered_note
from ingest.formats.office.rtf_equations import EQUATION, element_in, end_element
from ingest.formats.office.rtf_groups import RtfTokens, Token
from ingest.formats.office.rtf_page import PARAGRAPH_ENDS, RtfPage, joined
from ingest.formats.records import Part, ReadDocument
from ingest.formats.source import Source
from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element

_AS_TEXT = {
    "tab": " ", "line": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emdash": "—", "endash": "–", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
    "nestcell": " ", "nestrow": "; ",
}  # fmt: skip
_ENTERED = frozenset(("shpinst", "do", "moMath", "moMathPara", "ud", "shpgrp", "shppict"))
"""Groups that may be left out by who doesn't know them, and that hold what is seen."""

_LEFT_OUT = frozenset((
    "fonttbl", "colortbl", "filetbl", "info", "sp", "shprslt", "nonshppict", "nonesttables", "xe",
    "tc", "rxe", "bxe", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "mmathPr", "fontemb",
))  # fmt: skip
_HEADERS = frozenset(("header", "headerl", "headerr", "headerf"))
_FOOTERS = frozenset(("footer", "footerl", "footerr", "footerf"))
_FACTS = {"author": "author", "subject": "subject", "keywords": "tags", "doccomm": "summary"}
_BLIPS = {"pngblip": "png", "jpegblip": "jpg"}
_LEVELS = 9
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_NOT_HEX = re.compile(r"[^0-9a-fA-F]")
_CELL_ENDS = ("cell", "row")
_OFF = "0"


def read(source: Source) -> ReadDocument:
    """The document as one page, as it reads once all changes are accepted."""
    builder = DocumentBuilder("rtf", source)
    builder.page()
    with damage_named("rich text"):
        _Reading(builder, RtfPage(builder)).add(RtfTokens(source.path.read_bytes()))
    return builder.document()


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group: each begins with that of the one around it, but for ``at_end``.

    ``into`` takes the characters, ``None`` where nobody sees them; ``into_instead`` takes those of
    the better one of two versions. ``equation`` is the element of an equation that it is in,
    ``depth`` how many of them are around what is in it.
    """

    into: list[str] | None
    into_instead: list[str] | None = None
    is_hidden: bool = False
    is_deleted: bool = False
    is_style_sheet: bool = False
    in_table: bool = False
    style: str = ""
    outline: str = ""
    equation: Element | None = None
    depth: int = 0
    at_end: Callable[[], None] | None = None


@dataclass(slots=True)
class _Reading:
    builder: DocumentBuilder
    page: RtfPage
    _levels: dict[str, int] = field(default_factory=dict)
    _note_count: int = 0
    _author: str = ""
    _picture_kind: str = ""
    _pictures: list[Part] = field(default_factory=list)

    def add(self, tokens: RtfTokens) -> None:
        """Add what the tokens say to the document."""
        around: list[_State] = []
        state = _State(self.page.text)
        for token in tokens:
            match token.what:
                case "open":
                    around.append(state)
                    state = self._opened(state)
                case "close":
                    if state.at_end is not None:
                        state.at_end()
                    state = around.pop() if around else state
                case "word":
                    state = self._heard(token, state)
                case "text" if state.into is not None and not _is_unseen(state):
                    state.into.append(token.text)
        level = self._level(state)
        for one in (state, *reversed(around)):  # of a file that is cut off
            if one.at_end is not None:
                one.at_end()
        self.page.end_paragraph(level)
        if not self.page.has_text:
            self.builder.parts += self._pictures
        self.page.finish()

    def _opened(self, state: _State) -> _State:
        if not state.is_style_sheet:
            return replace(state, at_end=None)
        name: list[str] = []
        inner = replace(state, into=name, style=_OFF, outline="")
        return replace(inner, at_end=lambda: self._define(name, ""))

    def _heard(self, token: Token, state: _State) -> _State:
        if token.is_optional and not self._is_known(token.text):
            return replace(state, into=None, at_end=None)
        if found := self._in_equation(token.text, state) or self._destination(token.text, state):
            return found
        if token.text in _AS_TEXT and state.into is not None and not _is_unseen(state):
            state.into.append(_AS_TEXT[token.text])
        elif state.into is self.page.text:
            self.page.hear(token.text, token.number, self._level(state), in_table=state.in_table)
        elif state.into is not None and (token.text in PARAGRAPH_ENDS or token.text in _CELL_ENDS):
            state.into.append("\n")
        elif token.text in _BLIPS:
            self._picture_kind = _BLIPS[token.text]
        return self._changed(token, state)

    def _level(self, state: _State) -> int:
        """The level of a heading, or 0 of other text."""
        if state.outline.isdigit() and int(state.outline) < _LEVELS:
            return int(state.outline) + 2
        return self._levels.get(state.style, 0)

    def _is_known(self, word: str) -> bool:
        return word in _ENTERED or word in ("annotation", "atnauthor")

    def _changed(self, token: Token, state: _State) -> _State:  # noqa: PLR0911 - a table
        """The state after a word that sets how what follows is to be taken."""
        match token.text:
            case "v":
                return replace(state, is_hidden=token.number != _OFF)
            case "deleted":
                return replace(state, is_deleted=token.number != _OFF)
            case "plain":
                return replace(state, is_hidden=False, is_deleted=False)
            case "pard":
                return replace(state, in_table=False, style="", outline="")
            case "intbl":
                return replace(state, in_table=True)
            case "s" | "outlinelevel" if state.is_style_sheet:
                name = state.into if state.into is not None else []
                style = token.number if token.text == "s" else state.style
                outline = token.number if token.text == "outlinelevel" else state.outline
                end = lambda: self._define(name, style, outline)  # noqa: E731
                return replace(state, style=style, outline=outline, at_end=end)
            case "s":
                return replace(state, style=token.number)
            case "outlinelevel":
                return replace(state, outline=token.number)
        return state

    def _destination(self, word: str, state: _State) -> _State | None:
        """The state inside a group of its own purpose, if the word begins one."""
        if word == "stylesheet":
            return replace(state, is_style_sheet=True, into=None)
        if word in ("upr", "ud"):  # the second of two versions is the better one
            return replace(state, into=state.into_instead, into_instead=state.into)
        if word in _LEFT_OUT:
            return replace(state, into=None)
        fact = _FACTS.get(word, word if word == "title" else "")
        if state.into is None and not fact:
            return None
        inside: list[str] = []
        end = self._end_of(word, fact, inside)
        if end is None:
            return None
        return replace(state, into=inside, is_hidden=False, in_table=False, at_end=end)

    def _in_equation(self, word: str, state: _State) -> _State | None:
        """The state inside an element of an equation, if the word begins one."""
        if state.into is None or (state.equation is None and word != EQUATION):
            return None
        element = element_in(word, state.equation, state.depth)
        if element is None:
            return None
        inside: list[str] = []
        outer = [] if _is_unseen(state) else state.into
        end = lambda: end_element(element, inside, outer)  # noqa: E731
        return replace(state, into=inside, equation=element, depth=state.depth + 1, at_end=end)

    def _end_of(  # noqa: PLR0911 - a table
        self, word: str, fact: str, inside: list[str]
    ) -> Callable[[], None] | None:
        if fact:
            return lambda: self._add_fact(fact, joined(inside))
        if word in _HEADERS or word in _FOOTERS:
            return lambda: self.page.add_once(joined(inside), at_end=word in _FOOTERS)
        match word:
            case "footnote":
                return lambda: self._add_note(joined(inside))
            case "shptxt" | "dptxbxtext":
                return lambda: self.page.below.append(joined(inside))
            case "atnauthor":
                return lambda: self._name_author(joined(inside))
            case "annotation":
                return lambda: self.page.below.append(comment_by(self._author, joined(inside)))
            case "pntext" | "listtext":
                return lambda: self._set_mark(in_one_line(joined(inside)))
            case "pict":
                self._picture_kind = ""
                return lambda: self._add_picture(inside)
        return None

    def _define(self, name: list[str], style: str, outline: str = "") -> None:
        called = joined(name).strip().rstrip(";")
        if found := _HEADING.fullmatch(called):
            self._levels[style] = int(found[1]) + 1
        elif called.lower() == "title":
            self._levels[style] = 1
        elif outline.isdigit() and int(outline) < _LEVELS:
            self._levels[style] = int(outline) + 2

    def _add_fact(self, name: str, value: str) -> None:
        if name == "title":
            self.builder.title = self.builder.title or in_one_line(value)
        else:
            self.builder.facts.append((name, value))

    def _add_note(self, said: str) -> None:
        self._note_count += 1
        self.page.below.append(numbered_note(self._note_count, said))

    def _name_author(self, name: str) -> None:
        self._author = in_one_line(name)

    def _set_mark(self, mark: str) -> None:
        self.page.mark = mark if any(character.isalnum() for character in mark) else "•"

    def _add_picture(self, inside: list[str]) -> None:
        digits = _NOT_HEX.sub("", "".join(inside))
        if self._picture_kind and digits:
            number = len(self._pictures) + 1
            content = bytes.fromhex(digits[: len(digits) // 2 * 2])
            self._pictures.append(Part(f"picture {number}.{self._picture_kind}", content))


def _is_unseen(state: _State) -> bool:
    return state.is_hidden or state.is_deleted
