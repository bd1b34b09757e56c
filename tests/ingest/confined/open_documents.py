"""Texts of LibreOffice's own format, with what a hostile one may contain."""

from __future__ import annotations

from collections.abc import Mapping

from tests.ingest.formats.containers import zipped

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"), ("text", "text"), ("draw", "drawing"), ("script", "script"),
        ("svg", "svg-compatible"),
    )
)  # fmt: skip
_XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
_LIBRARY = f'xmlns:library="http://openoffice.org/2000/library" {_XLINK}'
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_DOCTYPE = '<!DOCTYPE {} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{}.dtd">'


def open_document(body: str, scripts: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """A text of that body, with ``more`` files in it."""
    files = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<office:document-content {_SPACES} {_XLINK} office:version="1.2" '
        'xmlns:ooo="http://openoffice.org/2004/office" '
        f'xmlns:dom="http://www.w3.org/2001/xml-events">{scripts}'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        **(more or {}),
    }
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in files if name != "mimetype"
    )  # fmt: skip
    files["META-INF/manifest.xml"] = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{files["mimetype"]}"/>{entries}</manifest:manifest>'
    )
    return zipped(files)


def with_macro(*lines: str) -> bytes:
    """A text whose macro runs when it is opened, where macros may."""
    event = (
        "<office:scripts><office:event-listeners><script:event-listener "
        'script:language="ooo:script" '
        'script:event-name="dom:load" xlink:type="simple" xlink:href="vnd.sun.star.script:'
        'Standard.Module1.Main?language=Basic&amp;location=document"/></office:event-listeners>'
        "</office:scripts>"
    )
    macro = "\n".join(("Sub Main", *lines, "End Sub"))
    basic = {
        "Basic/script-lc.xml": _DOCTYPE.format("library:libraries", "libraries")
        + f'<library:libraries {_LIBRARY}><library:library library:name="Standard" '
        'library:link="false"/></library:libraries>',
        "Basic/Standard/script-lb.xml": _DOCTYPE.format("library:library", "library")
        + f'<library:library {_LIBRARY} library:name="Standard" library:readonly="false" '
        'library:passwordprotected="false"><library:element library:name="Module1"/>'
        "</library:library>",
        "Basic/Standard/Module1.xml": _DOCTYPE.format("script:module", "module")
        + '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
        f'script:language="StarBasic">{macro}</script:module>',
    }
    files = {name: _XML + text for name, text in basic.items()}
    return open_document("<text:p>Words beside a macro.</text:p>", event, files)


def with_links(*pictures: str, text: str = "") -> bytes:
    """A text that links to pictures, and to another text in place of the words "old words"."""
    frames = "".join(
        f'<text:p><draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{link}" '
        'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>'
        for link in pictures
    )
    section = (
        f'<text:section text:name="S"><text:section-source xlink:href="{text}" '
        'text:filter-name="writer8"/><text:p>old words</text:p></text:section>'
    )
    return open_document(f"<text:p>Words beside links.</text:p>{frames}{section if text else ''}")
