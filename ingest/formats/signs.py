"""How the formats of the web, of programs and of mail are known by how they begin."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from ingest.formats.source import Sample

_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".xht", ".shtml")
_HTML_BEGINS = re.compile(
    r"(?:\s|<!--.*?-->|<\?xml[^>]*\?>)*+<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|table|ul|ol|a|span|br|title|meta)\b[^<>]*>", re.IGNORECASE
)
_XML_BEGINS = re.compile(r"\s*+(?:<!DOCTYPE\s+(?!html)|<[A-Za-z_][\w:.-]*[\s>/])")
_XML_ENDINGS = (".xml", ".svg", ".rss", ".atom", ".xsd", ".xsl", ".xslt", ".kml", ".gpx", ".opml",
                ".xlf", ".fb2", ".tei", ".plist", ".wsdl")  # fmt: skip
_JSON_ENDINGS = (".json", ".jsonl", ".ndjson", ".geojson", ".webmanifest")
_CODE_ENDINGS = frozenset((
    ".py", ".pyi", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".java", ".kt", ".kts", ".scala",
    ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".cs", ".go", ".rs", ".rb", ".php", ".swift",
    ".m", ".mm", ".pl", ".pm", ".r", ".jl", ".lua", ".sh", ".bash", ".zsh", ".fish", ".ps1",
    ".bat", ".cmd", ".sql", ".css", ".scss", ".less", ".vue", ".svelte", ".dart", ".ex", ".exs",
    ".erl", ".hs", ".ml", ".clj", ".el", ".lisp", ".vb", ".f90", ".f", ".pas", ".asm", ".s",
    ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".env", ".tf", ".proto",
    ".graphql", ".cmake", ".gradle", ".mk", ".diff", ".patch", ".tex", ".bib",
))  # fmt: skip
_CODE_NAMES = frozenset(("Makefile", "Dockerfile", "CMakeLists.txt", "Jenkinsfile"))
_TAGS_WITHIN = 20_000
_CELLS_WITHIN = 100_000
_LISTED_CELLS = re.compile(r'"cells"\s*:\s*\[')
_DECLARED_WITHIN = 2_000

_MAIL_LINE = re.compile(rb"([!-9;-~]{1,80}):[^\n]*\n(?:[ \t][^\n]*\n)*")
_MAIL_HEADERS = frozenset((
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"received",
    b"return-path", b"delivered-to", b"reply-to", b"cc", b"content-type", b"sender",
))  # fmt: skip
_MADE_BY_PROGRAMS = frozenset((b"message-id", b"mime-version", b"received", b"return-path"))
_HEADERS_IN_A_MAIL = 3
_HEADERS_WITHIN = 65_536
FROM_LINE = re.compile(rb"From \S+[^\n]{0,200}\d{4}\r?\n")
APPLES_LENGTH = re.compile(rb"(\d{1,9}) *\r?\n")
_SAVED_PAGE_ENDINGS = (".mht", ".mhtml")
_RELATED = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_SAVED_BY_A_BROWSER = re.compile(
    rb"^(?:from:\s*<saved by|snapshot-content-location:)", re.IGNORECASE | re.MULTILINE
)

_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)


def begins(*magics: bytes) -> Callable[[Sample], bool]:
    """Knows files by their first bytes."""
    return lambda sample: sample.start.startswith(magics)


def has_inside(*names: str) -> Callable[[Sample], bool]:
    """Knows containers by what lies inside: one of these files, or of these folders ("word/")."""
    folders = tuple(name for name in names if name.endswith("/"))
    return lambda sample: any(name in names or name.startswith(folders) for name in sample.names)


def says(*beginnings: str) -> Callable[[Sample], bool]:
    """Knows containers by what they say they are."""
    return lambda sample: sample.says.startswith(beginnings)


def either(*recognisers: Callable[[Sample], bool]) -> Callable[[Sample], bool]:
    """Knows files that one of the others knows."""
    return lambda sample: any(recognises(sample) for recognises in recognisers)


def is_gif(sample: Sample) -> bool:
    """Whether the file is a GIF picture; a note that begins with its magic word is none."""
    return sample.start.startswith((b"GIF87a", b"GIF89a")) and b"\0" in sample.start[6:64]


def is_bitmap(sample: Sample) -> bool:
    """Whether the file is a bitmap of Windows."""
    start = sample.start
    return (
        start.startswith(b"BM")
        and len(start) > 18
        and struct.unpack_from("<I", start, 14)[0] in _BITMAP_HEADERS
    )


def is_webp(sample: Sample) -> bool:
    """Whether the file is a WebP picture."""
    return sample.start.startswith(b"RIFF") and sample.start[8:12] == b"WEBP"


def is_html(sample: Sample) -> bool:
    """Whether the text is HTML: it begins so, or is called so and has tags."""
    start = sample.text[:_TAGS_WITHIN].lstrip("\ufeff")
    if _HTML_BEGINS.match(start):
        return True
    return sample.name.suffix.lower() in _HTML_ENDINGS and _HTML_TAG.search(start) is not None


def is_notebook(sample: Sample) -> bool:
    """Whether the text is a notebook of Jupyter: JSON with a list of cells."""
    start = sample.text[:_CELLS_WITHIN]
    if not start.lstrip().startswith("{") or '"cells"' not in sample.text:
        return False
    if sample.name.suffix.lower() == ".ipynb":
        return True
    return '"cell_type"' in start and _LISTED_CELLS.search(sample.text) is not None


def is_json(sample: Sample) -> bool:
    """Whether the text is JSON: it is called so and begins so."""
    start = sample.text.lstrip("\ufeff \t\r\n")
    return sample.name.suffix.lower() in _JSON_ENDINGS and start.startswith(("{", "["))


def is_xml(sample: Sample) -> bool:
    """Whether the text is XML: it declares it, or is called so and begins so."""
    start = sample.text[:_DECLARED_WITHIN].lstrip("\ufeff")
    if start.lstrip().startswith("<?xml"):
        return True
    return sample.name.suffix.lower() in _XML_ENDINGS and _XML_BEGINS.match(start) is not None


def is_source_code(sample: Sample) -> bool:
    """Whether the text is called as code or settings are."""
    return sample.name.suffix.lower() in _CODE_ENDINGS or sample.name.name in _CODE_NAMES


def is_mail(sample: Sample) -> bool:
    """Whether the file is a single message; fewer headers will do for one that is called so."""
    ending, start = sample.name.suffix.lower(), sample.start
    if ending == ".emlx" and (length := APPLES_LENGTH.match(start)):
        start = start[length.end() :]
    return _has_mail_headers(start, called_so=ending in (".eml", ".emlx"))


def is_mailbox(sample: Sample) -> bool:
    """Whether the file is a mailbox: a line that says who sent, then a message."""
    line = FROM_LINE.match(sample.start)
    return line is not None and _has_mail_headers(sample.start[line.end() :], called_so=True)


def is_saved_page(sample: Sample) -> bool:
    """Whether the file is a web page with its pictures in one message."""
    start = sample.start[:_HEADERS_WITHIN]
    if not _has_mail_headers(start, called_so=True) or not _RELATED.search(start):
        return False
    is_called_so = sample.name.suffix.lower() in _SAVED_PAGE_ENDINGS
    return is_called_so or _SAVED_BY_A_BROWSER.search(start) is not None


def _has_mail_headers(start: bytes, *, called_so: bool) -> bool:
    found, at = set(), 0
    start = start[:_HEADERS_WITHIN].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    while line := _MAIL_LINE.match(start, at):
        found.add(line[1].lower())
        at = line.end()
    known = found & _MAIL_HEADERS
    if called_so:
        return bool(known)
    return len(known) >= _HEADERS_IN_A_MAIL and bool(known & _MADE_BY_PROGRAMS)
