"""Writes every generated file that is stale: `make docs`."""

from docs.generate.files import FILES
from docs.generate.programs import REPOSITORY

for file, written in FILES.items():
    text = written()
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
        print(f"written: {file.relative_to(REPOSITORY)}")
