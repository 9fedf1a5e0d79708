"""uv.txt: uv itself by hash, for pip. The hashes are those of uv.lock."""

import tomllib
from typing import Any

from docs.generate.programs import REPOSITORY

FILE = REPOSITORY / "uv.txt"


def requirements() -> str:
    """The text of the file. Only wheels, because a source distribution runs code when it is built."""
    lock: dict[str, Any] = tomllib.loads((REPOSITORY / "uv.lock").read_text())
    (uv,) = (package for package in lock["package"] if package["name"] == "uv")
    hashes = sorted(wheel["hash"] for wheel in uv["wheels"])
    head = "# Written by `make docs` from uv.lock: the uv that `make setup` installs where there is none.\n"
    return head + " \\\n    ".join([f"uv=={uv['version']}", *(f"--hash={one}" for one in hashes)]) + "\n"
