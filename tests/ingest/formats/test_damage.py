from __future__ import annotations

import pytest

from ingest.errors import DamagedFile, UnsupportedFile
from ingest.formats.damage import damage_named


def given_up_by_rust() -> BaseException:
    return type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})("slice index")


@pytest.mark.parametrize("error", [ValueError("x"), RecursionError(), given_up_by_rust()])
def test_whatever_a_library_raises_is_damage(error: BaseException) -> None:
    with (
        pytest.raises(DamagedFile, match="can't be read as a workbook"),
        damage_named("a workbook"),
    ):
        raise error


@pytest.mark.parametrize("error", [UnsupportedFile("x"), MemoryError(), KeyboardInterrupt()])
def test_what_is_not_the_files_fault_passes(error: BaseException) -> None:
    with pytest.raises(type(error)), damage_named("a workbook"):
        raise error
