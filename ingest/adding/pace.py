"""How fast files have been added so far, and so how long the rest of one will take."""

from __future__ import annotations

from dataclasses import dataclass

from storage.file_reports import Stage


@dataclass(slots=True)
class Pace:
    """Rates learned from the files before; 0.0 while nothing is known."""

    passages_per_second: float = 0.0
    passages_per_page: float = 0.0

    def note(self, stage: Stage, done: int, total: int, *, seconds: float, pages: int) -> None:
        """Learn from ``done`` of ``total`` passages encoded, of a file with ``pages`` pages."""
        if stage == "encoding" and done and seconds > 0:
            self.passages_per_second = done / seconds
            if pages:
                self.passages_per_page = total / pages

    def seconds_left(self, stage: Stage, done: int, total: int, seconds: float) -> float | None:
        """An estimate for a file that has been ``seconds`` in this stage; ``None`` if unknown."""
        if stage == "reading":
            return self._left_while_reading(done, total, seconds)
        if stage != "encoding":
            return None
        rate = done / seconds if done and seconds > 0 else self.passages_per_second
        return (total - done) / rate if rate else None

    def _left_while_reading(self, done: int, total: int, seconds: float) -> float | None:
        if not (done and total and seconds > 0 and self.passages_per_second):
            return None
        reading = (total - done) * seconds / done
        return reading + total * self.passages_per_page / self.passages_per_second
