"""A set of questions made of manuals: a heading asks for what stands between it and the next one.

    python -m tests.benchmarks.help_sections FOLDER faq/*.html
    python -m tests.benchmarks.help_sections FOLDER gnome-help/*.page

HTML as DocBook makes it (debian-faq), or plain; or pages of Mallard (gnome-user-docs), one heading
each. ``--script Devanagari`` leaves out what isn't translated: whatever is less than half in the
letters of that script.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import regex
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.benchmarks.beir_folder import Titled, write_set

HEADINGS = ("h1", "h2", "h3", "h4")
PARAGRAPHS = frozenset(("p", "li", "dd", "dt", "pre", "blockquote", "td", "div", "item", "screen"))
LEFT_OUT = "head, script, style, .toc, .navheader, .navfooter, info, .footnotes"

_NUMBER = regex.compile(
    r"^(?:(?:[A-Z]|\d{1,2})(?:\.\d{1,2})*[.:]?|第\s?\d+\s?章[.。]?|\d+장[.]?)\s+"
)
_LETTER = regex.compile(r"\p{L}")


def main() -> None:
    """Write the set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=1500, metavar="DOCUMENTS")
    parser.add_argument("--script", help="as Unicode calls it")
    choices = parser.parse_args()
    found = [one for file in sorted(choices.files) for one in sections(file.read_text("utf-8"))]
    if choices.script:
        found = [one for one in found if is_in_script(one, choices.script)]
    print(f"{write_set(choices.folder, found, most=choices.most)} documents in {choices.folder}")


def is_in_script(one: Titled, script: str) -> bool:
    """Whether most letters of the heading and of the text are of it."""
    return all(
        2 * len(regex.findall(rf"\p{{{script}}}", text)) >= len(_LETTER.findall(text))
        for text in (one.heading, one.text)
    )


def sections(html: str) -> Iterator[Titled]:
    """Each heading without its number, and the paragraphs below it."""
    tree = LexborHTMLParser(html)
    for node in tree.css(LEFT_OUT):
        node.decompose()
    root = tree.body or tree.root
    headings = HEADINGS if root and root.css_first(", ".join(HEADINGS)) else ("title",)
    heading, parts = "", [""]
    for node in root.traverse(include_text=True) if root else ():
        if node.tag in headings:
            yield _titled(heading, parts)
            heading, parts = node.text(), [""]
        elif node.tag in PARAGRAPHS:
            parts.append("")
        elif node.tag == "-text" and not _is_within(node, headings):
            parts[-1] += node.text(deep=False)
    yield _titled(heading, parts)


def _titled(heading: str, parts: list[str]) -> Titled:
    paragraphs = [" ".join(part.split()) for part in parts]
    return Titled(
        _NUMBER.sub("", " ".join(heading.split())), "\n\n".join(part for part in paragraphs if part)
    )


def _is_within(node: LexborNode, tags: tuple[str, ...]) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in tags:
            return True
        above = above.parent
    return False


if __name__ == "__main__":
    main()
