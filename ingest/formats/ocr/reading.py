"""The text of pictures of pages: turned upright, in the language that it is in, a core a page."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from importlib.util import find_spec
from itertools import product

from PIL import Image

from ingest.formats.ocr.columns import columns_apart
from ingest.formats.ocr.languages import (
    HAN,
    Data,
    data_for,
    lacking_for,
    name_of,
    other_latin,
)
from ingest.formats.ocr.records import PictureText, Word
from ingest.formats.ocr.writing import Turned, written

PAGE_SECONDS_AT_MOST = 40.0
"""How long a page may take; what isn't read by then is left out."""

DOTS_PER_INCH = 200
"""How finely pages are drawn to be read: letters of 8 points are 22 pixels high."""

_SIGN_SECONDS = 10.0
_SIGNS_AT_MOST = 18  # on a busy machine a page that takes 6 seconds of processor may take minutes
_SURE = 60.0  # a word's confidence, 0 to 100; below it every fourth word is wrong
_HOPELESS = 25.0
_GOOD = 78.0  # mean confidence of a page; below it, another language may fit better
_GOOD_CHINESE = 92.0
_LARGER = 1.25
_LETTERS_AT_LEAST = 4
_SURE_LETTERS_AT_LEAST = 0.35  # of all letters: in pictures of hills and faces it is less
_THREADS_AT_MOST = 4

_of_thread = threading.local()


def is_available() -> bool:
    """Whether pictures can be read here: the engine is installed, and data for a language."""
    return find_spec("tesserocr") is not None and bool(data_for(""))


def read_pictures(
    pictures: Iterable[Image.Image | None], still_reading: Callable[[], None] = lambda: None
) -> Iterator[PictureText]:
    """The text of each page's picture in order, several at a time; none for ``None``.

    Pictures are taken one by one, as there is a core for them. ``still_reading`` is called now and
    then while a page takes long, but not for ever.
    """
    threads = min(os.cpu_count() or 1, _THREADS_AT_MOST)
    with ThreadPoolExecutor(threads, thread_name_prefix="ocr") as pool:
        waiting: deque[Future[PictureText]] = deque()
        for picture in pictures:
            waiting.append(pool.submit(_read_one, picture))
            while len(waiting) > threads:
                yield _awaited(waiting.popleft(), still_reading)
        while waiting:
            yield _awaited(waiting.popleft(), still_reading)


def _awaited(page: Future[PictureText], still_reading: Callable[[], None]) -> PictureText:
    for _ in range(_SIGNS_AT_MOST):
        if wait((page,), _SIGN_SECONDS).done:
            break
        still_reading()
    return page.result()


def read_picture(picture: Image.Image, dots_per_inch: int = DOTS_PER_INCH) -> PictureText:
    """The text of one picture of a page, "" where there is none to be read."""
    from ingest.formats.ocr.engine import Engine  # noqa: PLC0415 - late: it loads the library

    if not hasattr(_of_thread, "engine"):
        _of_thread.engine = Engine(PAGE_SECONDS_AT_MOST)
    engine: Engine = _of_thread.engine
    page = picture.convert("L")
    turn = engine.turn(page, dots_per_inch)
    choices = data_for(turn.script)
    lacking = "" if choices else lacking_for(turn.script)
    best: tuple[float, list[Word], Data, Turned] | None = None
    lies = 0
    for degrees, data in product(turn.ways, (*choices, *_doubts(choices))):
        found = _read_with(engine, page, data, degrees, dots_per_inch)
        if best is None or found[0] > best[0]:
            best, lies = found, degrees
        if best[0] >= _GOOD:
            break
    if best is None:
        return PictureText("", lacking=lacking)
    best = _in_another_latin(engine, page, best, lies, dots_per_inch)
    # The script is told wrongly now and then: what reads well needs no other data.
    return _result(best[1], best[2], best[3], lacking if best[0] < _GOOD else "")


def _read_one(picture: Image.Image | None) -> PictureText:
    return read_picture(picture) if picture is not None else PictureText("")


def _doubts(choices: tuple[Data, ...]) -> tuple[Data, ...]:
    """What else to try where the script may be wrong: of small or faint text it often is."""
    return tuple(data for data in data_for("") if data not in choices)


def _read_with(
    engine: object, page: Image.Image, data: Data, degrees: int, dots_per_inch: int
) -> tuple[float, list[Word], Data, Turned]:
    """The words in that language and how sure they are on average, letter by letter."""
    from ingest.formats.ocr.engine import Engine  # noqa: PLC0415 - late: it loads the library

    assert isinstance(engine, Engine)  # noqa: S101
    upright = _turned(page, degrees)
    askew = engine.askew(upright, data, dots_per_inch)
    if askew:
        upright = _turned(page, degrees - askew)
    turned = Turned(degrees - askew, page.size, upright.size)
    words = engine.words(upright, data, dots_per_inch)
    sure = _confidence(words)
    if sure < _GOOD_CHINESE and data.codes[0] in HAN:  # one stroke is another character
        size = round(_LARGER * upright.width), round(_LARGER * upright.height)
        larger = upright.resize(size, Image.Resampling.LANCZOS)
        again = engine.words(larger, data, round(_LARGER * dots_per_inch))
        if _confidence(again) > sure:
            return _confidence(again), again, data, replace(turned, scale=_LARGER)
    return sure, words, data, turned


def _confidence(words: Sequence[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / max(letters, 1)


def _in_another_latin(
    engine: object,
    page: Image.Image,
    best: tuple[float, list[Word], Data, Turned],
    degrees: int,
    dots_per_inch: int,
) -> tuple[float, list[Word], Data, Turned]:
    text = " ".join(word.text for word in best[1])
    if best[2] not in data_for(""):
        return best
    other = other_latin(text, best[2].codes)
    if other is None:
        return best
    found = _read_with(engine, page, other, degrees, dots_per_inch)
    return found if found[0] > best[0] else best


def _turned(page: Image.Image, degrees: float) -> Image.Image:
    if not degrees:
        return page
    return page.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def _result(words: list[Word], data: Data, turned: Turned, lacking: str) -> PictureText:
    kept = [word for word in words if word.confidence >= _HOPELESS and _says_something(word)]
    letters = sum(_letters(word) for word in words)
    sure = sum(_letters(word) for word in kept if word.confidence >= _SURE)
    if sure < _LETTERS_AT_LEAST or sure < _SURE_LETTERS_AT_LEAST * letters:
        return PictureText("", lacking=lacking)
    text, boxes = written(columns_apart(kept), turned)
    uncertain = sum(word.confidence < _SURE for word in kept)
    language = name_of(data.codes, text)
    return PictureText(text, boxes, len(kept), uncertain, language, lacking)


def _letters(word: Word) -> int:
    return sum(map(str.isalnum, word.text))


def _says_something(word: Word) -> bool:
    return _letters(word) > 0 or word.confidence >= _SURE
