"""Forms of words that no stemmer brings together, in other languages than English."""

from __future__ import annotations

_FORMS = {
    "russian": "человека людей людям людьми людях люди, года лет, ребенка дети детей детям детьми"
    " детях ребенок ребёнок",
    "french": "travail travaux, œil yeux, bail baux, corail coraux, émail émaux, vitrail vitraux"
    ", ciel cieux",
    "dutch": "stad steden, lid leden, schip schepen, smid smeden",
}
IRREGULAR = {
    language: {form: word for word, *forms in map(str.split, lines.split(",")) for form in forms}
    for language, lines in _FORMS.items()
}
"""Each form in lower case with the word that it is of, by the language."""
