"""A library follows a folder: it ends equal to it, and what was added by hand stays."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from ingest.adding.finding import ALL_FILES, Wanted
from ingest.adding.in_order import add_all
from ingest.commands import reading
from ingest.confined.limits import ReadingLimits
from ingest.following.folder import followed_folders
from ingest.following.follower import GONE_SECONDS, SETTLED_SECONDS, Follower
from ingest.following.watch import FolderWatch
from ingest.pipeline import Ingestor
from ingest.records import SourceFile
from storage.file_reports import FileReport
from storage.files.spool import Spool
from storage.local.engine import LocalStore
from storage.local.opening import open_local_store
from storage.undo import UndoableRemoving
from tests.fakes import HashingEncoder
from tests.storage.samples import question

ENCODER = HashingEncoder(dimension=16)


class Adding:
    """Adds files at once, and counts those that were read for it."""

    def __init__(self, store: LocalStore, reader: object) -> None:
        self.ingestor = Ingestor(store, ENCODER, reader)  # type: ignore[arg-type]
        self.given: list[str] = []

    def add(self, files: Sequence[SourceFile]) -> Sequence[FileReport | None]:
        self.given += [file.name for file in files]
        return list(add_all(self.ingestor, files))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Devices:
    """Says on which device a folder lies; ``drives`` are mounted with a device of their own."""

    drives: dict[Path, int] = field(default_factory=dict)

    def of(self, folder: Path) -> int | None:
        if not folder.exists():
            return None
        around = [folder, *folder.parents]
        return next((self.drives[one] for one in around if one in self.drives), 1)


class Followed:
    """A folder with a follower of its own, whose clock stands still between looks."""

    def __init__(self, folder: Path, wanted: Wanted = ALL_FILES) -> None:
        self.root = folder / "Notes"
        self.root.mkdir()
        self.library = folder / "library"
        self.reader = reading(ReadingLimits(ocr=False))
        self.clock = Clock()
        self.devices = Devices()
        self.wanted = wanted
        self.store = open_local_store(str(self.library), ENCODER.fingerprint(), create=True)
        self.adding = Adding(self.store, self.reader.__enter__())
        self.restart()

    def restart(self) -> None:
        (folder,) = followed_folders([self.root], self.wanted)
        folder = replace(folder, device_of=self.devices.of)
        self.follower = Follower(
            folder, self.store, self.adding, self.store.remove, clock=self.clock
        )

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def settle(self) -> None:
        """Look until nothing is left to do, with time passing between."""
        for _ in range(4):
            self.follower.step()
            self.clock.now += max(SETTLED_SECONDS, GONE_SECONDS)

    def by_hand(self, name: str, text: str) -> None:
        path = self.root.parent / "by hand"
        path.write_text(text)
        assert self.adding.ingestor.ingest(SourceFile(path, name)).state != "failed"

    @property
    def names(self) -> list[str]:
        return sorted(name for one in self.store.documents() for name in one.names)

    def text(self, name: str) -> str:
        (found,) = [one for one in self.store.documents() if name in one.names]
        return self.store.page(found.document_id, 1).text


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[Followed]:
    followed = Followed(tmp_path)
    yield followed
    followed.store.close()
    followed.reader.__exit__(None, None, None)


def test_new_changed_and_removed_files_are_followed(followed: Followed) -> None:
    followed.write("a.txt", "The first lantern.")
    followed.write("2024/b.md", "The second lantern.")
    followed.settle()
    assert followed.names == ["Notes/2024/b.md", "Notes/a.txt"]
    assert followed.store.documents()[0].folders == (str(followed.root),)
    followed.write("a.txt", "The first lantern, mended.")
    (followed.root / "2024" / "b.md").unlink()
    followed.settle()
    assert followed.names == ["Notes/a.txt"]
    assert followed.text("Notes/a.txt") == "The first lantern, mended."


def test_a_file_that_is_still_being_written_waits(followed: Followed) -> None:
    path = followed.write("a.txt", "half")
    for written in range(5):
        assert followed.follower.step()
        followed.clock.now += SETTLED_SECONDS
        path.write_text("half" * (written + 2))
    assert followed.names == [] and followed.adding.given == []
    assert followed.follower.status.waiting == 1
    followed.settle()
    assert followed.text("Notes/a.txt") == "half" * 6


def test_a_renamed_file_keeps_its_document_and_its_collections(followed: Followed) -> None:
    followed.write("a.txt", "The first lantern.")
    followed.settle()
    (before,) = followed.store.documents()
    followed.store.collect([before.document_id], into=["Lamps"])
    (followed.root / "a.txt").rename(followed.root / "b.txt")
    followed.settle()
    (after,) = followed.store.documents()
    assert (after.names, after.collections) == (("Notes/b.txt",), ("Lamps",))
    assert after.added_at == before.added_at
    assert followed.adding.given == ["Notes/a.txt"]  # it isn't read again


def test_what_was_added_by_hand_is_never_removed_or_replaced(followed: Followed) -> None:
    followed.by_hand("Notes/mine.txt", "By hand.")
    followed.by_hand("same.txt", "The same text.")
    followed.write("mine.txt", "From the folder.")
    followed.write("same.txt", "The same text.")
    followed.settle()
    assert followed.text("Notes/mine.txt") == "By hand."
    assert "Notes/mine.txt was added by hand" in followed.follower.status.trouble
    (followed.root / "mine.txt").unlink()
    (followed.root / "same.txt").unlink()
    followed.write("other.txt", "Another.")
    followed.settle()
    assert followed.names == ["Notes/mine.txt", "Notes/other.txt", "same.txt"]


def test_a_name_that_somebody_gave_another_file_since_is_theirs(followed: Followed) -> None:
    followed.write("a.txt", "The first lantern.")
    followed.write("b.txt", "The second lantern.")
    followed.settle()
    followed.by_hand("Notes/a.txt", "By hand.")
    (followed.root / "a.txt").unlink()
    followed.settle()
    assert followed.text("Notes/a.txt") == "By hand."


def test_what_somebody_removes_stays_away_until_the_file_changes(followed: Followed) -> None:
    followed.write("a.txt", "The first lantern.")
    followed.settle()
    followed.store.remove(followed.store.documents()[0].document_id)
    followed.settle()
    assert followed.names == []
    followed.write("a.txt", "The first lantern, mended.")
    followed.settle()
    assert followed.names == ["Notes/a.txt"]


def test_an_undone_removal_stays(followed: Followed) -> None:
    followed.write("a.txt", "The first lantern.")
    followed.write("b.txt", "The second lantern.")
    removals = []
    remover = UndoableRemoving(followed.store, Spool())
    followed.follower._remove = lambda gone: removals.append(remover.remove(gone))
    followed.settle()
    (followed.root / "a.txt").unlink()
    followed.settle()
    assert followed.names == ["Notes/b.txt"]
    removals[0].restore()
    followed.settle()
    followed.restart()
    followed.settle()
    assert followed.names == ["Notes/a.txt", "Notes/b.txt"]


def test_what_changed_while_nobody_looked_is_caught_up_with(followed: Followed) -> None:
    for name in ("a", "b", "c"):
        followed.write(f"{name}.txt", f"The lantern {name}.")
    followed.settle()
    (followed.root / "a.txt").unlink()
    followed.write("b.txt", "The lantern b, mended.")
    followed.write("d.txt", "The lantern d.")
    followed.restart()
    followed.adding.given.clear()
    followed.settle()
    assert followed.names == ["Notes/b.txt", "Notes/c.txt", "Notes/d.txt"]
    assert sorted(followed.adding.given) == ["Notes/b.txt", "Notes/d.txt"]  # c is as it was


def test_a_folder_that_is_away_or_empty_takes_nothing_with_it(followed: Followed) -> None:
    followed.write("a.txt", "The first lantern.")
    followed.settle()
    (followed.root / "a.txt").unlink()
    followed.settle()
    assert "is empty; nothing of it is removed" in followed.follower.status.trouble
    followed.root.rmdir()
    followed.settle()
    assert "can't be looked into" in followed.follower.status.trouble
    assert followed.names == ["Notes/a.txt"]


# ---- drives below the folder ----


@pytest.fixture
def drive(followed: Followed) -> Path:
    """A drive of two files, mounted below a followed folder that has one of its own."""
    drive = followed.root / "disk"
    followed.devices.drives[drive] = 7
    followed.write("a.txt", "The first lantern.")
    followed.write("disk/b.txt", "The second lantern.")
    followed.write("disk/deep/c.txt", "The third lantern.")
    followed.settle()
    assert len(followed.names) == 3
    return drive


def unmounted(followed: Followed, drive: Path) -> Path:
    """Take the drive away, with its empty place staying; what was on it lies elsewhere."""
    kept = followed.root.parent / "unmounted"
    drive.rename(kept)
    drive.mkdir()
    del followed.devices.drives[drive]
    return kept


@pytest.mark.parametrize("is_new", [False, True], ids=["goes on", "started again"])
@pytest.mark.parametrize("has_place", [True, False], ids=["empty place", "no place"])
def test_a_drive_that_is_away_takes_nothing_with_it(
    followed: Followed, drive: Path, has_place: bool, is_new: bool
) -> None:
    unmounted(followed, drive)
    if not has_place:
        drive.rmdir()
    if is_new:
        followed.restart()
    followed.settle()
    assert len(followed.names) == 3
    assert "The drive at Notes/disk isn't there" in followed.follower.status.trouble
    (followed.root / "a.txt").unlink()
    followed.write("d.txt", "The fourth lantern.")
    followed.settle()  # the rest goes on
    assert followed.names == ["Notes/d.txt", "Notes/disk/b.txt", "Notes/disk/deep/c.txt"]


@pytest.mark.parametrize("device", [7, 8], ids=["same number", "another number"])
def test_what_went_from_a_drive_goes_once_the_drive_is_back(
    followed: Followed, drive: Path, device: int
) -> None:
    kept = unmounted(followed, drive)
    followed.settle()
    drive.rmdir()
    kept.rename(drive)
    followed.devices.drives[drive] = device
    (drive / "b.txt").unlink()
    followed.settle()
    assert followed.names == ["Notes/a.txt", "Notes/disk/deep/c.txt"]
    assert followed.follower.status.trouble == ""


def test_a_renamed_file_of_a_drive_that_was_away_keeps_its_document(
    followed: Followed, drive: Path
) -> None:
    kept = unmounted(followed, drive)
    followed.settle()
    followed.adding.given.clear()
    (kept / "b.txt").rename(kept / "e.txt")
    drive.rmdir()
    kept.rename(drive)
    followed.devices.drives[drive] = 7
    followed.settle()
    assert followed.names == ["Notes/a.txt", "Notes/disk/deep/c.txt", "Notes/disk/e.txt"]
    assert followed.adding.given == []


def test_another_drive_in_its_place_takes_nothing_of_it_away(
    followed: Followed, drive: Path
) -> None:
    unmounted(followed, drive)
    followed.devices.drives[drive] = 9
    followed.write("disk/other.txt", "Of another drive.")
    followed.settle()
    assert len(followed.names) == 4
    assert "or is another" in followed.follower.status.trouble


def test_all_files_of_a_drive_that_stays_can_be_removed(followed: Followed, drive: Path) -> None:
    (drive / "b.txt").unlink()
    (drive / "deep" / "c.txt").unlink()
    followed.settle()
    assert followed.names == ["Notes/a.txt"]


def test_another_device_as_the_folder_itself_takes_nothing_away(
    followed: Followed, drive: Path
) -> None:
    followed.devices.drives = {followed.root: 5}
    unmounted_root = followed.root.parent / "unmounted"
    followed.root.rename(unmounted_root)
    followed.write("other.txt", "Of another drive.")
    followed.settle()
    assert len(followed.names) == 4


def test_a_drive_of_an_earlier_library_is_known_from_the_first_look(
    followed: Followed, drive: Path
) -> None:
    for document in followed.store.documents():  # as they were brought before drives were told
        followed.store.link(document.name, document.document_id, folder=str(followed.root))
    followed.restart()
    followed.settle()
    unmounted(followed, drive)
    followed.settle()
    assert len(followed.names) == 3


def test_a_link_that_leads_nowhere_and_a_folder_that_is_shut_take_nothing_away(
    followed: Followed,
) -> None:
    elsewhere = followed.root.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "b.txt").write_text("The second lantern.")
    (followed.root / "linked").symlink_to(elsewhere)
    followed.write("a.txt", "The first lantern.")
    followed.write("linked2/c.txt", "The third lantern.")
    followed.settle()
    elsewhere.rename(followed.root.parent / "away")
    (followed.root / "linked2" / "c.txt").unlink()
    followed.settle()
    assert followed.names == ["Notes/a.txt", "Notes/linked/b.txt"]
    assert "Notes/linked can't be looked into" in followed.follower.status.trouble


def test_only_wanted_files_are_followed(tmp_path: Path) -> None:
    followed = Followed(tmp_path, Wanted(include=("*.txt",), exclude=("drafts/*",)))
    for name in ("a.txt", "b.md", "drafts/c.txt", ".hidden.txt"):
        followed.write(name, f"The lantern {name}.")
    followed.settle()
    assert followed.names == ["Notes/a.txt"]
    followed.store.close()
    followed.reader.__exit__(None, None, None)


def test_a_file_that_cannot_be_read_is_tried_again_once_it_changes(followed: Followed) -> None:
    followed.write("a.pdf", "%PDF-1.7 broken")
    followed.settle()
    followed.settle()
    assert followed.adding.given == ["Notes/a.pdf"]
    (followed.root / "a.pdf").write_text("%PDF-1.7 broken otherwise")
    followed.settle()
    assert followed.adding.given == ["Notes/a.pdf"] * 2


def test_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    roots = [tmp_path / "x" / "Notes", tmp_path / "y" / "Notes", tmp_path / "Other"]
    labels = [one.label for one in followed_folders([*roots, roots[0]], ALL_FILES)]
    assert labels == ["x/Notes", "y/Notes", "Other"]


# ---- on its own thread, with the system's word ----


@contextmanager
def watching(followed: Followed) -> Iterator[FolderWatch]:
    watch = FolderWatch([followed.root], ALL_FILES, lambda: followed.store, followed.adding)
    with closing(watch):
        watch.start(remove=followed.store.remove)
        yield watch


def wait_for(condition: object, seconds: float = 40.0) -> None:
    ends = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < ends, "it didn't come about in time"
        time.sleep(0.1)


@pytest.mark.slow
def test_changes_are_heard_of_at_once(followed: Followed) -> None:
    with watching(followed) as watch:
        time.sleep(1.0)
        followed.write("a.txt", "The first lantern.")
        wait_for(lambda: followed.names == ["Notes/a.txt"], 10)
        (followed.root / "a.txt").rename(followed.root / "b.txt")
        wait_for(lambda: followed.names == ["Notes/b.txt"], 15)
        assert [(one.name, one.files, one.trouble) for one in watch.status()] == [("Notes", 1, "")]


FOLLOWING = """
import sys
from pathlib import Path
from ingest.adding.finding import ALL_FILES
from ingest.commands import reading
from ingest.confined.limits import ReadingLimits
from ingest.following.command import follow
from storage.current_library import CurrentLibrary
from storage.local.opening import open_local_store
from tests.fakes import HashingEncoder
folder, location = sys.argv[1:]
library = CurrentLibrary(
    location, "hashing",
    open_encoder=lambda name: HashingEncoder(dimension=16),
    open_store=lambda wanted, create: open_local_store(location, wanted, create=create),
    tell=print, create=False,
)
with library, reading(ReadingLimits(ocr=False)) as reader:
    follow([Path(folder)], ALL_FILES, library, reader)
"""


@pytest.mark.parametrize(
    "count", [pytest.param(50, marks=pytest.mark.slow), pytest.param(500, marks=pytest.mark.long)]
)
def test_many_files_changed_while_asking_and_killed_between(tmp_path: Path, count: int) -> None:
    """Files are added, changed, renamed and removed; the library ends equal to the folder."""
    random.seed(17)
    root, library = tmp_path / "Notes", str(tmp_path / "library")
    root.mkdir()
    store = open_local_store(library, ENCODER.fingerprint(), create=True)
    with reading(ReadingLimits(ocr=False)) as reader:
        mine = tmp_path / "mine.txt"
        mine.write_text("By hand.")
        Ingestor(store, ENCODER, reader).ingest(SourceFile(mine, "mine.txt"))
    for number in range(count):
        path = root / f"{number % 7}" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"The lantern number {number}.")
    asked, stop = [0], threading.Event()

    def ask() -> None:
        while not stop.is_set():
            store.search(question("lantern"), 5)
            asked[0] += 1
            time.sleep(0.02)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for round_ in range(3):  # killed in the middle of each but the last
            process = subprocess.Popen([sys.executable, "-c", FOLLOWING, str(root), library])
            time.sleep(6.0)
            files = sorted(root.rglob("*.txt"))
            for number, path in enumerate(random.sample(files, count * 3 // 10)):
                if number % 3 == 0:
                    path.write_text(f"{path.read_text()} Mended in round {round_}.")
                elif number % 3 == 1:
                    path.rename(path.with_name(f"{path.stem}-{round_}.txt"))
                else:
                    path.unlink()
            if round_ < 2:
                process.send_signal(signal.SIGKILL)
                process.wait()
        wanted = {
            f"Notes/{path.relative_to(root).as_posix()}": path.read_text()
            for path in root.rglob("*.txt")
        } | {"mine.txt": "By hand."}

        def held() -> dict[str, str]:
            return {
                name: store.page(one.document_id, 1).text
                for one in store.documents()
                for name in one.names
            }

        wait_for(lambda: {n for one in store.documents() for n in one.names} == set(wanted), 240)
        assert held() == wanted
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        stop.set()
        asking.join()
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
    assert asked[0] > 50
    assert list(store.verify()) == []
    store.close()
