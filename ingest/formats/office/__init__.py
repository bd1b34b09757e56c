"""Office files: texts, slides and sheets, of Microsoft's formats and OpenDocument."""
