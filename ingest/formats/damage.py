"""Whatever a library says of a file that it can't read, as a reason that people can read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ingest.errors import DamagedFile, IngestError

_PANICS = "pyo3_runtime"  # where Rust's libraries have what they raise where Rust itself gives up


@contextmanager
def damage_named(called: str) -> Iterator[None]:
    """Raise ``DamagedFile`` for whatever goes wrong inside; reasons and lack of memory pass.

    ``called`` says what the file can't be read as, such as "a Word document".
    """
    try:
        yield
    except (IngestError, MemoryError):
        raise
    except Exception as error:  # libraries meet broken files with every kind of exception
        raise DamagedFile(f"damaged: it can't be read as {called}") from error
    except BaseException as error:
        if type(error).__module__ != _PANICS:
            raise
        raise DamagedFile(f"damaged: it can't be read as {called}") from error
