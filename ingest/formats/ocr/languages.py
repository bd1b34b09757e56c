"""Which languages can be read from pictures here, and which of them a page may be in."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage.text.function_words import FUNCTION_WORDS

_FOLDERS = (
    Path(sys.prefix) / "share" / "tessdata",  # where the packages of requirements.txt put theirs
    *sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"), reverse=True),
    Path("/usr/share/tessdata"),
    Path("/usr/local/share/tessdata"),
    Path("/opt/homebrew/share/tessdata"),
)
SCRIPT_DATA = "osd"
"""The data that tell scripts and turned pages."""

_NAMES = {
    "eng": "English", "deu": "German", "fra": "French", "spa": "Spanish", "ita": "Italian",
    "por": "Portuguese", "nld": "Dutch", "pol": "Polish", "ces": "Czech", "swe": "Swedish",
    "dan": "Danish", "nor": "Norwegian", "fin": "Finnish", "hun": "Hungarian", "tur": "Turkish",
    "ron": "Romanian", "rus": "Russian", "ukr": "Ukrainian", "ell": "Greek", "ara": "Arabic",
    "fas": "Persian", "heb": "Hebrew", "hin": "Hindi", "tha": "Thai", "kor": "Korean",
    "jpn": "Japanese", "chi_sim": "Chinese", "chi_tra": "Chinese", "vie": "Vietnamese",
}  # fmt: skip
# In order of preference; the first one that is there is tried first.
_BY_SCRIPT = {
    "Han": ("chi_sim", "chi_tra", "jpn"), "Japanese": ("jpn", "chi_sim", "chi_tra"),
    "Hangul": ("kor",), "Korean": ("kor",), "Cyrillic": ("rus", "ukr"), "Greek": ("ell",),
    "Arabic": ("ara", "fas"), "Hebrew": ("heb",), "Devanagari": ("hin",), "Thai": ("tha",),
}  # fmt: skip
_LATIN_FIRST = ("eng", "deu")
_LATIN = (
    "fra", "spa", "ita", "por", "nld", "pol", "ces", "swe", "dan", "nor", "fin", "hun", "tur",
    "ron", "vie",
)  # fmt: skip
_WORDS_OF_A_LANGUAGE = 0.08  # share of a text's words; a language's small words are 30% to 50%


@dataclass(frozen=True, slots=True)
class Data:
    """Languages that are read together, and the folder that has the data of all of them."""

    folder: Path
    codes: tuple[str, ...]


@cache
def installed() -> Mapping[str, Path]:
    """The folder of each language's data that is installed here, by its code."""
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        if folder.is_dir():
            for file in sorted(folder.glob("*.traineddata")):
                found.setdefault(file.name.removesuffix(".traineddata"), folder)
    return found


def name_of(codes: Sequence[str], text: str) -> str:
    """What people call the language of a text that was read with the data of these languages."""
    if len(codes) > 1:
        likely = likely_language(text, codes)
        codes = (likely,) if likely else codes[:1]
    return _NAMES.get(codes[0], codes[0])


def data_for(script: str) -> tuple[Data, ...]:
    """What to try for a page in that script, best first; empty where nothing is installed for it.

    A script that isn't known may be Latin.
    """
    there = installed()
    if script in _BY_SCRIPT:
        codes = [code for code in _BY_SCRIPT[script] if code in there]
        return tuple(Data(there[code], (code,)) for code in codes)
    folders = dict.fromkeys(there[code] for code in _LATIN_FIRST if code in there)
    together = (
        Data(folder, tuple(code for code in _LATIN_FIRST if there.get(code) == folder))
        for folder in folders
    )
    return tuple(together)


def lacking_for(script: str) -> str:
    """The code of the language whose data would be needed for a script, or ""."""
    return next(iter(_BY_SCRIPT.get(script, ())), "")


def other_latin(text: str, tried: Sequence[str]) -> Data | None:
    """The data for the language that the text seems to be in, if they weren't among the tried."""
    there = installed()
    code = likely_language(text, [code for code in (*tried, *_LATIN) if code in there])
    return Data(there[code], (code,)) if code and code not in tried else None


def likely_language(text: str, codes: Iterable[str]) -> str:
    """Which of the languages the text seems to be in, by its small words, or ""."""
    words = Counter(text.lower().split())
    scores = {
        code: sum(words[word] for word in FUNCTION_WORDS.get(_NAMES.get(code, "").lower(), ()))
        for code in codes
    }
    best = max(scores, key=lambda code: scores[code], default="")
    return best if best and scores[best] >= _WORDS_OF_A_LANGUAGE * words.total() else ""
