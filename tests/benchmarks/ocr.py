"""OCR on pages that are rendered here, so that every word on them is known.

    python -m tests.benchmarks.ocr
    python -m tests.benchmarks.ocr --served FOLDER

The first prints the share of words read, how many boxes of read words stand within two pixels of
their ink, processor seconds and memory, for pages in English and German as scanners see them. The
second drops 40 scans into the served product, with a library under the folder, and prints what a
question takes alone and meanwhile; it needs an idle machine.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ingest.formats.ocr.reading import read_picture
from ingest.formats.ocr.records import PictureText
from tests.desk_files import scan
from tests.product import Product
from tests.serving import ServedProduct, serving

_ENGLISH = (
    "harbour lantern copper winter garden letter window bridge market silver engine meadow "
    "pocket thunder village whisper kitchen journey captain feather through although because "
    "between nobody weather quickly yellow judge exactly people which their would about"
)
_GERMAN = (
    "Hafen Laterne Brücke Fenster Mühle Straße Kapitän Gewitter Küche Größe Bäcker zwischen "
    "während natürlich Übung Ärger Maßstab gehört später Schlüssel nicht über weißen Gärten "
    "Öffnung Jahreszeit Versicherung Gemeinde Rückzahlung dürfen müssen können einfach"
)
WORDS = {"English": _ENGLISH.split(), "German": _GERMAN.split()}
SIZE = (1654, 2339)  # A4 at 200 dots an inch
FONTS = ("LiberationSerif-Regular.ttf", "DejaVuSerif.ttf")
SCANS = 40
QUESTION = "What raises the tides?"
TIDES = b"The moon's gravity raises the tides twice a day on most coasts.\n"
# As many passages as are read closely, so that a question costs the same however many are added.
OTHERS = "\n\n".join(
    f"Harbour {number}. "
    + " ".join(f"Pier {pier} of it has a crane for {pier + number} tons." for pier in range(14))
    for number in range(16)
).encode()

Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Printed:
    """A page, its words in reading order, and the box of each word's ink in pixels."""

    picture: Image.Image
    words: Sequence[str]
    boxes: Sequence[Box]


def printed(language: str, *, columns: int = 1, seed: int = 1) -> Printed:
    """A page full of words, sentence after sentence, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - words of a made-up page
    picture = Image.new("L", SIZE, 255)
    pen, font = ImageDraw.Draw(picture), _font(34)
    words: list[str] = []
    boxes: list[Box] = []
    wide = (SIZE[0] - 2 * 150 - (columns - 1) * 80) // columns
    for column in range(columns):
        left = 150 + column * (wide + 80)
        for top in range(150, SIZE[1] - 200, 54):
            x = float(left)
            while True:
                word = chance.choice(WORDS[language])
                word += "." if chance.random() < 0.1 else ""
                if x + pen.textlength(word, font=font) > left + wide:
                    break
                pen.text((x, top), word, font=font, fill=0)
                words.append(word)
                boxes.append(_ink(picture, x, top, x + pen.textlength(word, font=font)))
                x += pen.textlength(word + " ", font=font)
    return Printed(picture, words, boxes)


def _ink(picture: Image.Image, left: float, top: int, right: float) -> Box:
    """The box of what is drawn there, none of its neighbours' having been drawn yet."""
    at = round(left) - 3
    around = picture.crop((at, top, round(right) + 3, top + 54))
    x0, y0, x1, y1 = around.point(lambda value: 255 * (value < 128)).getbbox() or (0, 0, 0, 0)
    return (at + x0, top + y0, at + x1, top + y1)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def noisy(picture: Image.Image) -> Image.Image:
    """A page as a worn scanner sees it."""
    grain = Image.effect_noise(picture.size, 50)
    return Image.blend(picture.filter(ImageFilter.GaussianBlur(0.8)), grain, 0.2)


def turned(degrees: float) -> Callable[[Image.Image], Image.Image]:
    """What turns a picture by that much, its corners filled with white."""
    return lambda picture: picture.rotate(
        degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255
    )


SEEN: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "clean": lambda picture: picture,
    "askew by 2.5 degrees": turned(2.5),
    "noisy": noisy,
    "turned by 90 degrees": turned(90),
    "upside down": turned(180),
}

UPRIGHT = ("clean", "noisy", "two columns")
"""How pages are called on which each word stands where it was printed."""


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--served", type=Path, metavar="FOLDER")
    choices = parser.parse_args()
    if choices.served is not None:
        _print_served(choices.served)
        return
    print("| page | words | read | boxes within 2 pixels | processor seconds |")
    print("|---|---|---|---|---|")
    for language in WORDS:
        page = printed(language)
        for name, seen in SEEN.items():
            _print_row(f"{language}, {name}", page, seen)
        _print_row(f"{language}, two columns", printed(language, columns=2), SEEN["clean"])
    print(f"\nmemory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


def _print_row(name: str, page: Printed, seen: Callable[[Image.Image], Image.Image]) -> None:
    picture = seen(page.picture)
    started = time.process_time()
    text = read_picture(picture, 200)
    seconds = time.process_time() - started
    found = Counter(text.text.split())
    share = (Counter(page.words) & found).total() / len(page.words)
    boxes = _within(page, text, 2.0) if name.endswith(UPRIGHT) else ""
    print(f"| {name} | {len(page.words)} | {share:.3f} | {boxes} | {seconds:.1f} |", flush=True)


def _within(page: Printed, text: PictureText, pixels: float) -> str:
    """Of the words read rightly on an upright page, how many boxes stand where their ink does."""
    wide, high = page.picture.size
    same = SequenceMatcher(None, page.words, text.text.split(), autojunk=False)
    near = total = 0
    for block in same.get_matching_blocks():
        for k in range(block.size):
            box, edges = text.boxes[block.b + k], page.boxes[block.a + k]
            found = wide * box.left, high * box.top, wide * box.right, high * box.bottom
            near += max(abs(a - b) for a, b in zip(found, edges, strict=True)) <= pixels
            total += 1
    return f"{near} of {total}"


def _print_served(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "texts").mkdir()
    for name, content in {"tides.txt": TIDES, "harbours.txt": OTHERS}.items():
        (folder / "texts" / name).write_bytes(content)
    product = Product(folder / "library", folder / "network.log")
    product.json("add", str(folder / "texts"))
    with serving(product) as served:
        alone = [_asked(served) for _ in range(20)]
        tab, started = served.tab(), time.monotonic()
        for number in range(SCANS):
            content = scan(noisy(printed("English", seed=number).picture))
            tab.add(f"scan {number}.png", content)
        meanwhile = []
        while any(f"job {state}" in tab.documents() for state in ("running", "waiting")):
            meanwhile.append(_asked(served))
            time.sleep(0.5)
        seconds = time.monotonic() - started
    for name, taken in (("alone", alone), ("meanwhile", meanwhile)):
        print(f"{name}: median {statistics.median(taken):.2f} s, longest {max(taken):.2f} s, "
              f"{len(taken)} questions")  # fmt: skip
    read = sum(one["name"].startswith("scan") for one in product.json("documents"))
    print(f"{read} of {SCANS} scans read in {seconds:.0f} s")


def _asked(served: ServedProduct) -> float:
    started = time.monotonic()
    reply = served.tab().ask(QUESTION)
    if reply["citations"][0]["document"] != "tides.txt":
        raise SystemExit("the wrong document was cited first")
    return time.monotonic() - started


if __name__ == "__main__":
    main()
