"""Gradio, imported in half its time.

At each import Gradio parses the source of all its components and writes interface files for
editors beside them, which are not used here. It leaves out a class whose source file isn't known,
so none is known while it is imported.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

__all__ = ["gr"]


@contextmanager
def _without_gradios_source_files() -> Iterator[None]:
    known = inspect.getfile

    def getfile(what: Any) -> str:
        if getattr(what, "__module__", "").startswith("gradio."):
            raise OSError("not looked for while Gradio is imported")
        return known(what)

    with patch.object(inspect, "getfile", getfile):
        yield


with _without_gradios_source_files():
    import gradio as gr
