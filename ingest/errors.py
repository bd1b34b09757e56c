"""What can go wrong with a file, in words for the person who gave it.

IngestError
+-- ReadingCancelled        somebody asked to stop
+-- UnreadableFile          the file's own fault; the message becomes its reason
    +-- EmptyFile           nothing in it
    +-- UnsupportedFile     not a PDF, text or Markdown
    +-- PasswordNeeded      encrypted
    +-- DamagedFile         starts like a PDF, but can't be read as one
    +-- NoTextFound         pages without any text: looks scanned
    +-- TooMuch             over one of the limits
    +-- ReaderDied          the reading process crashed, hung or ran out of memory
"""

from __future__ import annotations


class IngestError(Exception):
    """Base of everything this folder raises for a person to read."""


class ReadingCancelled(IngestError):
    """Somebody asked to stop."""


class UnreadableFile(IngestError):
    """The file can't be added; the message says why."""


class EmptyFile(UnreadableFile):
    """There is nothing in the file."""


class UnsupportedFile(UnreadableFile):
    """The file is of no kind that is read."""


class PasswordNeeded(UnreadableFile):
    """The file is encrypted and no password is known."""


PROTECTED = "protected by a password; save a copy without it and add that"
"""What ``PasswordNeeded`` says of files that people can save without it."""


class DamagedFile(UnreadableFile):
    """The file says that it is a PDF but can't be read as one."""


class NoTextFound(UnreadableFile):
    """The file has pages, and none of them has text."""


class TooMuch(UnreadableFile):
    """The file is over one of the limits of reading."""


class ReaderDied(UnreadableFile):
    """The reading process crashed, hung or ran out of memory over this file."""
