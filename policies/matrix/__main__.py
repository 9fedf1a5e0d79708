"""Writes docs/controls.md: `python -m policies.matrix`."""

from policies.matrix import FILE, controls

FILE.write_text(controls())
