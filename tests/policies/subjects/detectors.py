"""The detectors of well-kept secret scanners, from data/detectors.txt, with an example of what each finds."""

import itertools
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ALPHABETS = {
    "w": string.ascii_letters + string.digits,
    "h": "1f6a0c8e3b5d9274",
    "H": "1F6A0C8E3B5D9274",
    "d": string.digits,
    "u": string.ascii_uppercase + string.digits,
    "b": string.ascii_uppercase + "234567",
    "l": string.ascii_lowercase,
    "s": string.ascii_lowercase + string.digits,
    "a": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}
BY_NAME, NOT_FOUND = "name", "none"


@dataclass(frozen=True)
class Detector:
    """One detector of a scanner."""

    scanner: str
    name: str
    kind: str
    """The kind that the pack finds, BY_NAME or NOT_FOUND."""
    example: str
    """Text with a credential; for BY_NAME "VARIABLE=value"; for NOT_FOUND the reason."""


def detectors() -> Iterator[Detector]:
    """All of them. The examples are put together here, so that no scanner takes the file for a leak."""
    for line in (Path(__file__).parent / "data" / "detectors.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            scanner, name, kind, example = (part.strip() for part in line.split(" | ", 3))
            yield Detector(scanner, name, kind, re.sub(r"\{(\w)(\d+)\}", _filled, example))


def _filled(place: re.Match[str]) -> str:
    alphabet, count = _ALPHABETS[place[1]], int(place[2])
    start = 11 % len(alphabet)
    return "".join(itertools.islice(itertools.cycle(alphabet), start, start + count))
