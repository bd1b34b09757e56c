"""Tesseract, inside this process: words with their places, and how a page is turned."""

from __future__ import annotations

import math
import os
import statistics
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # read when the library is loaded: one core a page

import tesserocr  # type: ignore[import-untyped]

from ingest.errors import UnsupportedFile
from ingest.formats.ocr.edges import to_ink
from ingest.formats.ocr.languages import SCRIPT_DATA, Data, installed
from ingest.formats.ocr.records import Word

_LEVEL = tesserocr.RIL
_SURE_OF_A_TURN = 3.0  # below it, upright pages are said to be turned
_ASKEW_DEGREES = 0.3
_ASKEW_DEGREES_AT_MOST = 12.0


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page must be turned to stand upright, in degrees against the clock, and its script.

    ``ways`` are the turns to try, the likeliest first; a page of few words may lie otherwise than
    is said for sure.
    """

    ways: tuple[int, ...]
    script: str


class Engine:
    """One Tesseract for one thread; keeps what it has opened."""

    def __init__(self, seconds_per_page: float) -> None:
        """A page that takes longer is left as it is."""
        self._milliseconds = int(seconds_per_page * 1000)
        self._opened: dict[Data, Any] = {}

    def turn(self, picture: Image.Image, dots_per_inch: int) -> Turn:
        """How the page lies, and which script it is in; upright and "" where it doesn't say."""
        folder = installed().get(SCRIPT_DATA)
        if folder is None:
            return Turn((0,), "")
        api = self._api(Data(folder, (SCRIPT_DATA,)))
        self._show(api, picture, dots_per_inch)
        found = api.DetectOrientationScript()
        if not found:
            return Turn((0,), "")
        said = int(found["orient_deg"])
        is_sure = found["orient_conf"] >= _SURE_OF_A_TURN
        return Turn((said,) if is_sure or not said else (0, said), str(found["script_name"]))

    def askew(self, picture: Image.Image, data: Data, dots_per_inch: int) -> float:
        """By how many degrees the lines of an upright page rise to the right."""
        api = self._api(data)
        self._show(api, picture, dots_per_inch)
        lines = api.AnalyseLayout()
        if lines is None:
            return 0.0
        slopes = []
        for line in tesserocr.iterate_level(lines, _LEVEL.TEXTLINE):
            ends = line.Baseline(_LEVEL.TEXTLINE)
            if ends and (width := ends[1][0] - ends[0][0]) > picture.width / 10:
                slopes.append(math.degrees(math.atan2(ends[0][1] - ends[1][1], width)))
        found = statistics.median(slopes) if slopes else 0.0
        return found if _ASKEW_DEGREES <= abs(found) <= _ASKEW_DEGREES_AT_MOST else 0.0

    def words(self, picture: Image.Image, data: Data, dots_per_inch: int) -> list[Word]:
        """The words of an upright page, block by block and line by line."""
        api = self._api(data)
        self._show(api, picture, dots_per_inch)
        if not api.Recognize(self._milliseconds):
            return []
        found: list[Word] = []
        line = block = 0
        results = api.GetIterator()
        if results is None:
            return []
        for result in tesserocr.iterate_level(results, _LEVEL.WORD):
            block += result.IsAtBeginningOf(_LEVEL.PARA)
            line += result.IsAtBeginningOf(_LEVEL.TEXTLINE)
            box = result.BoundingBox(_LEVEL.WORD)
            text = result.GetUTF8Text(_LEVEL.WORD) if box else ""
            if text.strip():
                left, top, right, bottom = box
                sure = result.Confidence(_LEVEL.WORD)
                found.append(Word(text.strip(), left, top, right, bottom, sure, line, block))
        ink = ~np.asarray(api.GetThresholdedImage().convert("1"))
        api.Clear()
        return to_ink(found, ink)

    def _api(self, data: Data) -> Any:
        if data not in self._opened:
            is_script = data.codes == (SCRIPT_DATA,)
            mode = tesserocr.PSM.OSD_ONLY if is_script else tesserocr.PSM.AUTO
            try:
                api = tesserocr.PyTessBaseAPI(
                    path=str(data.folder), lang="+".join(data.codes), psm=mode
                )
            except RuntimeError as error:
                names = ", ".join(data.codes)
                raise UnsupportedFile(f"the OCR data for {names} can't be opened") from error
            # Else it opens /dev/null for writing at its first message, which is forbidden here.
            api.SetVariable("debug_file", "")
            self._opened[data] = api
        return self._opened[data]

    @staticmethod
    def _show(api: Any, picture: Image.Image, dots_per_inch: int) -> None:
        api.SetImageBytes(picture.tobytes(), picture.width, picture.height, 1, picture.width)
        api.SetSourceResolution(dots_per_inch)
