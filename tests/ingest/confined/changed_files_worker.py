"""Reads changed files of one kind in this process, and says how each ended.

    python -m tests.ingest.confined.changed_files_worker ENDING SEED COUNT SECONDS FOLDER [SEEDS]

It ends after COUNT files or SECONDS. What comes out is JSON: how many ended in which way, and the
first of each kind that ended in none of our own. The file that is being read lies in FOLDER, also
when this process dies of it. SEEDS is a folder with more sound files to change.
"""

from __future__ import annotations

import faulthandler
import io
import json
import random
import resource
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path
from types import FrameType

from ingest.confined.limits import ReadingLimits
from ingest.errors import DamagedFile, IngestError
from ingest.formats.containers import ZIP_MAGIC
from tests.ingest.changing import changed_inside
from tests.ingest.formats.containers import read_here
from tests.ingest.sound_files import GOOD

SECONDS_AT_MOST = 10  # for one file
_LARGEST_SEED_BYTES = 200_000


class _TookTooLongError(BaseException):
    """A reader goes on and on; no reader's own business, so that none handles it."""


def sound_files(ending: str, more: Path | None = None) -> list[bytes]:
    """What is changed: sound files of that ending that are small, unpacked too."""
    own = [content for name, content in GOOD.items() if name.endswith(ending)]
    others = [path.read_bytes() for path in sorted(more.rglob(f"*{ending}"))] if more else []
    return [one for one in (*own, *others) if _is_small(one)]


def _is_small(content: bytes) -> bool:
    if len(content) > _LARGEST_SEED_BYTES or not content.startswith(ZIP_MAGIC):
        return len(content) <= _LARGEST_SEED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
            return unpacked < 10 * _LARGEST_SEED_BYTES and archive.testzip() is None
    except zipfile.BadZipFile:
        return False


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _TookTooLongError


def _read(content: bytes, name: str, folder: Path) -> str:
    """How it ended, in a word or two."""
    signal.alarm(SECONDS_AT_MOST)
    faulthandler.dump_traceback_later(3 * SECONDS_AT_MOST, exit=True)
    try:
        read = read_here(content, name, folder)
        for page in read.pages:
            page.text.encode("utf-8")
    except DamagedFile:
        return "damaged"
    except IngestError as error:
        return f"refused as {type(error).__name__}"
    except MemoryError:
        return "out of memory"
    finally:
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()
    return "opened" if any(page.text.strip() for page in read.pages) else "empty"


def main() -> None:
    """Go on until the count or the time is over."""
    ending, first, count, seconds, folder, *more = sys.argv[1:]
    limit = ReadingLimits().memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    signal.signal(signal.SIGALRM, _stop)
    seeds = sound_files(ending, Path(more[0]) if more else None)
    deadline = time.monotonic() + float(seconds)
    endings: Counter[str] = Counter()
    wrong: dict[str, str] = {}
    for number in range(int(first), int(first) + int(count)):
        if time.monotonic() > deadline:
            break
        chance = random.Random(number)  # noqa: S311 - changes, not secrets
        content = changed_inside(chance.choice(seeds), chance)
        try:
            endings[_read(content, f"a{ending}", Path(folder))] += 1
        except (Exception, _TookTooLongError) as error:
            endings["wrong"] += 1
            frames = traceback.extract_tb(error.__traceback__)
            where = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames[:-6:-1])
            said = f"{type(error).__name__}: {str(error)[:200]} at {where}"
            if said not in wrong:
                wrong[said] = f"seed {number}"
                (Path(folder) / f"wrong-{number}{ending}").write_bytes(content)
    print(json.dumps({"endings": endings, "wrong": wrong}))


if __name__ == "__main__":
    main()
