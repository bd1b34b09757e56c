"""Opens a document in LibreOffice's kit with some of what holds it back taken away.

``python -m tests.ingest.confined.office_kit DOCUMENT FOLDER`` and any of "no-settings", "macros"
(the kit is told to run them) and "confined"; its pages are then FOLDER/pages.pdf.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from ingest.confined.confinement import confine_to_folder
from ingest.confined.office_pages import OFFICE_LIMITS, office_folder
from ingest.confined.office_worker import (
    SETTINGS,
    kit_function,
    library_in,
    save_pages,
    started_kit,
)

_LOAD_WITH_OPTIONS = 4
_SAVED_TIMES, _BETWEEN_SECONDS = 5, 0.2  # what waits for LibreOffice to be idle gets its turn
_MACROS = b"EnableMacrosExecution=true,MacroSecurityLevel=0"


def main() -> None:
    document, folder, flags = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    program = office_folder()
    library = library_in(program) if program is not None else None
    assert program is not None
    assert library is not None
    memory = OFFICE_LIMITS.memory_bytes
    if "confined" in flags:
        assert confine_to_folder(folder, reading=program.parent, memory_bytes=memory)
    settings = SETTINGS.replace("true", "false") if "no-settings" in flags else SETTINGS
    office = started_kit(library, folder, settings)
    load = kit_function(office, _LOAD_WITH_OPTIONS, ctypes.c_void_p, 2)
    opened = load(office, document.as_uri().encode(), _MACROS if "macros" in flags else b"")
    assert opened
    for _ in range(_SAVED_TIMES):
        save_pages(opened, folder / "pages.pdf")
        time.sleep(_BETWEEN_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    main()
