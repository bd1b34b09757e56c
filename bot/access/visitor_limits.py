"""What visitors may do and how much of it; the owner may do everything."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields

from bot.access.throttle import Throttle
from bot.access.visitors import Visitor
from bot.errors import NotAllowed, TooMany
from bot.html.access_wording import AccessWording

MEBIBYTE = 1024 * 1024
MINUTE = 60.0

LONGEST_QUESTION = 20_000
"""Characters; what is longer is a file."""

ALL_VISITORS = 10
"""What all visitors together may add, in quotas of one, since each new browser gets a new quota."""


@dataclass(frozen=True, slots=True)
class VisitorRules:
    """What one visitor may do in one run of the program.

    ``files`` and ``mebibytes`` are the quota where ``may_add`` opens adding; questions and other
    requests are counted within any minute.
    """

    may_add: bool = False
    files: int = 20
    mebibytes: int = 200
    questions_a_minute: int = 20
    requests_a_minute: int = 1_200

    def __post_init__(self) -> None:
        """Refuse numbers that make no sense."""
        for field in fields(self):
            if field.name != "may_add" and getattr(self, field.name) < 1:
                raise ValueError(f"{field.name} must be 1 or more")


NO_ADDING = VisitorRules()
"""The rules where nothing else is said."""


class VisitorLimits:
    """Counts what visitors do, and says when it is enough; safe to use from any thread."""

    def __init__(self, rules: VisitorRules, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` counts seconds."""
        self._rules = rules
        self._questions = Throttle(rules.questions_a_minute, MINUTE, clock)
        self._requests = Throttle(rules.requests_a_minute, MINUTE, clock)
        self._files = _Quota(rules.files)
        self._bytes = _Quota(rules.mebibytes * MEBIBYTE)

    def seconds_to_wait(self, visitor: Visitor) -> float:
        """Count one request of any kind, and 0.0; or how long the visitor has to wait."""
        return 0.0 if visitor.is_owner else self._requests.take(visitor.identity)

    def check_may_change(self, visitor: Visitor | None, wording: AccessWording) -> None:
        """Return if the visitor may change the library; raises ``NotAllowed``."""
        if visitor is None or not visitor.is_owner:
            raise NotAllowed(wording.only_the_owner)

    def check_may_ask(self, visitor: Visitor | None, question: str, wording: AccessWording) -> None:
        """Count a question of the visitor's; raises ``NotAllowed`` where it is too long or many."""
        if len(question) > LONGEST_QUESTION:
            raise NotAllowed(wording.question_too_long.format(characters=LONGEST_QUESTION))
        if visitor is None:
            raise NotAllowed(wording.sign_in_first)
        if visitor.is_owner:
            return
        if waiting := self._questions.take(visitor.identity):
            says = wording.too_many_questions.format(seconds=round(waiting + 0.5))
            raise TooMany(says, waiting)

    def check_may_add(self, visitor: Visitor | None, files: int, wording: AccessWording) -> None:
        """Count files that the visitor adds; raises ``NotAllowed`` where they are too many."""
        if visitor is not None and visitor.is_owner:
            return
        if not (visitor and self._may_add(visitor) and self._files.take(visitor.identity, files)):
            raise NotAllowed(self.why_nothing(visitor, wording))

    def why_nothing(self, visitor: Visitor | None, wording: AccessWording) -> str:
        """Why the visitor may add no more, or nothing at all, and whom to turn to."""
        if visitor is None or not self._rules.may_add:
            return wording.only_the_owner
        if visitor.collections is not None:
            return wording.circles_add_nothing
        return wording.quota_used_up.format(
            files=self._rules.files, mebibytes=self._rules.mebibytes
        )

    def _may_add(self, visitor: Visitor) -> bool:
        return self._rules.may_add and visitor.collections is None

    def bytes_left(self, visitor: Visitor) -> int | None:
        """How many bytes the visitor may still upload; ``None`` for any number."""
        if visitor.is_owner:
            return None
        return self._bytes.left(visitor.identity) if self._may_add(visitor) else 0

    def note_bytes(self, visitor: Visitor, count: int) -> None:
        """Count ``count`` bytes that the visitor uploaded."""
        if not visitor.is_owner:
            self._bytes.use(visitor.identity, count)


class _Quota:
    """An amount for each visitor, and a larger one for all of them together."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._used: dict[str, int] = {}
        self._all_used = 0
        self._lock = threading.Lock()

    def left(self, identity: str) -> int:
        with self._lock:
            return self._left(identity)

    def take(self, identity: str, amount: int) -> bool:
        """Whether so much was left, which it now isn't."""
        with self._lock:
            if amount > self._left(identity):
                return False
            self._use(identity, amount)
            return True

    def use(self, identity: str, amount: int) -> None:
        with self._lock:
            self._use(identity, amount)

    def _left(self, identity: str) -> int:
        own = self._each - self._used.get(identity, 0)
        return max(0, min(own, ALL_VISITORS * self._each - self._all_used))

    def _use(self, identity: str, amount: int) -> None:
        self._used[identity] = self._used.get(identity, 0) + amount
        self._all_used += amount
