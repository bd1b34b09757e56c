"""Equations of Word (OMML) and of the web (MathML) in one line, as people type them: (a+b)/2."""

from __future__ import annotations

from ingest.formats.wording import in_one_line
from ingest.formats.xml import Element, attribute, child, name_of

_SIGNS = frozenset(("t", "mi", "mn", "mo", "mtext", "ms"))
_LEFT_OUT = frozenset(("annotation", "annotation-xml", "mphantom", "delText", "instrText"))
# MathML knows by their place what Word calls by a name.
_BY_PLACE = {
    "mfrac": ("f", "num", "den"), "msup": ("sSup", "e", "sup"), "mover": ("sSup", "e", "sup"),
    "msub": ("sSub", "e", "sub"), "munder": ("sSub", "e", "sub"),
    "msubsup": ("sSubSup", "e", "sub", "sup"), "munderover": ("sSubSup", "e", "sub", "sup"),
    "mroot": ("rad", "e", "deg"),
}  # fmt: skip
_RELATIONS = tuple("=≠<>≤≥≈≡∈→")
_DEPTH_AT_MOST = 100


def equation_text(equation: Element) -> str:
    """What the equation says: fractions by "/", raised by "^", lowered by "_"."""
    return in_one_line(_text(equation, 0))


def _text(element: Element, depth: int) -> str:
    name = name_of(element)
    if name in _LEFT_OUT or depth > _DEPTH_AT_MOST:
        return ""
    if name in _SIGNS:
        said = (element.text or "").strip() if name == "mo" else element.text or ""
        return f" {said} " if said in _RELATIONS else said
    kind, *places = _BY_PLACE.get(name, (name,))
    inside = [one for one in element if name_of(one) and not name_of(one).endswith("Pr")]
    texts = [_text(one, depth + 1) for one in inside]
    names = places or [name_of(one) for one in inside]
    return _set(kind, dict(zip(names, texts, strict=False)), texts, element)


def _set(  # noqa: PLR0911 - a table
    kind: str, parts: dict[str, str], texts: list[str], element: Element
) -> str:
    match kind:
        case "f":
            return f"{_grouped(parts.get('num', ''))}/{_grouped(parts.get('den', ''))}"
        case "sSup" | "sSub" | "sSubSup" | "sPre":
            return _grouped(parts.get("e", "")) + _beside(parts)
        case "limLow" | "limUpp":
            return f"{parts.get('e', '')}_{_grouped(parts.get('lim', ''))} "
        case "rad" | "msqrt":
            inside = parts.get("e", "") if kind == "rad" else "".join(texts)
            degree = parts.get("deg", "")
            return f"{degree and f'{degree}-th '}√{_grouped(inside)}"
        case "nary":
            sign = attribute(child(element, "naryPr", "chr"), "val") or "∫"
            return f"{sign}{_beside(parts)} {parts.get('e', '')}"
        case "d":
            around = child(element, "dPr")
            begin, end = child(around, "begChr"), child(around, "endChr")
            return (
                (attribute(begin, "val") if begin is not None else "(")
                + ", ".join(texts)
                + (attribute(end, "val") if end is not None else ")")
            )
        case "m" | "eqArr" | "mtable":
            return "; ".join(texts)
        case "mr" | "mtr":
            return " ".join(texts)
    return "".join(texts)


def _beside(parts: dict[str, str]) -> str:
    """What stands lower and higher behind a sign."""
    low, high = parts.get("sub", ""), parts.get("sup", "")
    return (f"_{_grouped(low)}" if low else "") + (f"^{_grouped(high)}" if high else "")


def _grouped(text: str) -> str:
    """The text, in brackets where it is more than one word or number."""
    return text if text.replace(".", "").isalnum() or len(text) < 2 else f"({text})"
