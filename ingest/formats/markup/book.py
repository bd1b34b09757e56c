"""Books (EPUB): chapters in the order of the spine."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from ingest.errors import DamagedFile, PasswordNeeded
from ingest.formats.archives import Archive, open_archive
from ingest.formats.building import DocumentBuilder
from ingest.formats.damage import damage_named
from ingest.formats.markup.blocks import add_html
from ingest.formats.markup.charset import html_text
from ingest.formats.markup.dom import HtmlDocument, xhtml_as_html
from ingest.formats.pictures_inside import picture_parts
from ingest.formats.records import ReadDocument
from ingest.formats.source import Source
from ingest.formats.wording import in_one_line
from ingest.formats.xml import (
    Element,
    attribute,
    below,
    child,
    children,
    parse_xml,
    text_below,
)

_FACTS = (("author", "creator"), ("date", "date"), ("publisher", "publisher"),
          ("subject", "subject"), ("summary", "description"))  # fmt: skip
_ENCRYPTED = "META-INF/encryption.xml"
_FONTS_ONLY = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")


def read(source: Source) -> ReadDocument:
    """The chapters, a page each, called as the table of contents calls them."""
    with open_archive(source.path) as archive, damage_named("a book"):
        path = _package(archive)
        package = parse_xml(archive.read(path))
        builder = DocumentBuilder("epub", source)
        about = child(package, "metadata")
        builder.title = text_below(child(about, "title"))
        builder.facts += [(name, text_below(child(about, key))) for name, key in _FACTS]
        _check_readable(archive)
        _add_chapters(builder, archive, package, posixpath.dirname(path))
        return builder.document()


def _package(archive: Archive) -> str:
    """Where the book's list of its files is."""
    if "META-INF/container.xml" in archive:
        container = parse_xml(archive.read("META-INF/container.xml"))
        for root in below(container, "rootfile"):
            if (path := attribute(root, "full-path")) in archive:
                return path
    path = next((name for name in archive.names if name.endswith(".opf")), "")
    if not path:
        raise DamagedFile("damaged: this book doesn't say what its chapters are")
    return path


def _check_readable(archive: Archive) -> None:
    """Return if the text isn't encrypted; fonts often are."""
    if _ENCRYPTED not in archive:
        return
    for one in below(parse_xml(archive.read(_ENCRYPTED)), "EncryptedData"):
        method = attribute(child(one, "EncryptionMethod"), "Algorithm")
        if method.encode() not in _FONTS_ONLY:
            raise PasswordNeeded("copy protected (DRM): its text is encrypted")


def _add_chapters(
    builder: DocumentBuilder, archive: Archive, package: Element, folder: str
) -> None:
    files = {attribute(one, "id"): one for one in children(child(package, "manifest"), "item")}
    labels = _labels(archive, files, package, folder)
    spine = [
        files.get(attribute(one, "idref")) for one in children(child(package, "spine"), "itemref")
    ]
    named = [one for one in spine if one is not None] or list(files.values())
    chapters = [one for one in named if not _is_contents(one) and _is_text(one)]
    for number, one in enumerate(chapters, start=1):
        path = archive.spelled(_joined(folder, attribute(one, "href")))
        if path not in archive:
            builder.notes.append(f"{posixpath.basename(path)} is missing inside it")
            continue
        document = HtmlDocument(xhtml_as_html(html_text(archive.read(path), "utf-8")))
        builder.page(labels.get(path) or _called(document, builder.title), of=len(chapters))
        add_html(builder, document)
        if builder.is_page_empty:  # a cover, or a book of scanned pages
            links = (_joined(posixpath.dirname(path), link) for link in document.pictures())
            builder.blank_page()
            builder.parts += picture_parts(
                f"chapter {number}", map(archive.spelled, links), archive.read_if_there
            )


def _called(document: HtmlDocument, book: str) -> str:
    """A file's name where the contents have none: many are titled like the whole book."""
    title, heading = in_one_line(document.title()), in_one_line(document.first_heading())
    return heading if heading and title in ("", in_one_line(book)) else title


def _is_text(item: Element) -> bool:
    return "html" in attribute(item, "media-type")


def _is_contents(item: Element) -> bool:
    return "nav" in attribute(item, "properties").split()


def _labels(
    archive: Archive, files: dict[str, Element], package: Element, folder: str
) -> dict[str, str]:
    """What the table of contents calls each file, by path; its first name for one counts."""
    labels: dict[str, str] = {}
    for one in files.values():
        path = archive.spelled(_joined(folder, attribute(one, "href")))
        if path not in archive:
            continue
        inside = posixpath.dirname(path)
        if _is_contents(one):
            root = parse_xml(archive.read(path))
            links = [(attribute(link, "href"), text_below(link)) for link in below(root, "a")]
        elif attribute(one, "media-type") == "application/x-dtbncx+xml":
            root = parse_xml(archive.read(path))
            links = [
                (attribute(child(point, "content"), "src"),
                 text_below(child(point, "navLabel", "text")))
                for point in below(root, "navPoint")
            ]  # fmt: skip
        else:
            continue
        for link, label in links:
            labels.setdefault(archive.spelled(_joined(inside, link)), in_one_line(label))
    return labels


def _joined(folder: str, link: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(link.partition("#")[0])))
