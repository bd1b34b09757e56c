"""What can go wrong in the conversation, in words for the person at the keyboard.

BotError
+-- NotReady           the models aren't loaded, or could not be
+-- PageUnavailable    a page's picture can't be made
|   +-- PagesInMaking  not yet
+-- PasswordNeeded     the page would be open to others without a password
+-- TooLate            what was removed is gone for good
+-- UnknownDocument    a question was restricted to a document that isn't there
+-- UnknownCollection  a question was restricted to a collection that isn't there
+-- WrongPassword      a password that is nobody's
+-- TriedTooOften      too many wrong passwords; later ones aren't looked at for a while
+-- NotAllowed         something that only the owner may do, or more of it than visitors may
|   +-- TooMany        more of it than is allowed within a minute
+-- NotPossible        numbers of passages that can't be
+-- TooLarge           a file that is larger than may be added
+-- NoSuchJob          no file is being added under that number
+-- NoSuchSite         an address, path or proxy that can't be one
+-- TokenTrouble       a program's token, or a circle, can't be made, found or revoked
"""

from __future__ import annotations


class BotError(Exception):
    """Base of everything this folder raises for a person to read."""


class NotReady(BotError):
    """The models aren't loaded, or could not be; the message says which."""


class PageUnavailable(BotError):
    """The picture of a page, or the boxes on it, can't be made."""


class PagesInMaking(PageUnavailable):
    """The pages of an Office file are being made; they can be asked for again soon."""


class PasswordNeeded(BotError):
    """The page can't be opened to others without a usable password."""


class TooLate(BotError):
    """A removal can't be undone any more."""


class UnknownDocument(BotError):
    """A question was restricted to a document that isn't in the library."""


class UnknownCollection(BotError):
    """A question was restricted to a collection that isn't there, or not for who asks."""


class WrongPassword(BotError):
    """A password that is nobody's."""


class TriedTooOften(BotError):
    """Too many passwords were wrong; ``seconds`` says how long none is looked at."""

    def __init__(self, seconds: float) -> None:
        """``seconds`` from now on."""
        super().__init__(f"Too many wrong passwords. Try again in {seconds:.0f} s.")
        self.seconds = seconds


class NotAllowed(BotError):
    """Something that only the owner may do, or more of it than visitors may."""


class TooMany(NotAllowed):
    """More than visitors may do within a minute; ``seconds`` says when there may be more."""

    def __init__(self, message: str, seconds: float) -> None:
        """``seconds`` from now on; ``message`` says so to people."""
        super().__init__(message)
        self.seconds = seconds


class NotPossible(BotError):
    """Numbers of passages were asked for that can't be."""


class TooLarge(BotError):
    """A file is larger than may be added."""


class NoSuchJob(BotError):
    """No file is being added, or was added, under that number."""


class NoSuchSite(BotError):
    """An address, path or proxy was named that can't be one; the message shows what can."""


class TokenTrouble(BotError):
    """A program's token, or a circle, can't be made, found or revoked; the message says why."""


class WriterTrouble(BotError):
    """A language model's server wrote no answer, or not all of it; the message says why."""
