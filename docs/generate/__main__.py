"""Writes docs/controls.md: `python -m docs.generate`."""

from docs.generate.controls import FILE, controls

FILE.write_text(controls())
