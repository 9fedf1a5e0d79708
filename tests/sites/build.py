"""Builds the sites of the nine generators: `python -m tests.sites.build [NAME ...]`.

A built site is kept in the user's cache, by the generator's version, until its source or its commands change.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from sandbox.cache import cache_folder, exclusively
from sandbox.files import digest
from tests.sites.generators import GENERATORS, Generator, MissingError

_LAST_LINES = 40


class BuildError(RuntimeError):
    """A generator failed. The message carries the end of its output."""


def built(generator: Generator, report: Callable[[str], object] = print) -> Path:
    """Returns the folder with a generator's built site, which callers must not change.

    `report` receives one line for each site that is built. Raises BuildError, or MissingError where the generator
    cannot be had on this machine.
    """
    version = generator.version()
    folder = cache_folder(f"sites/{generator.name}-{version}")
    site, stamp, wanted = folder / "site", folder / "stamp", _stamp(generator)
    with exclusively(folder):
        if not stamp.exists() or stamp.read_text() != wanted:
            report(f"building the site of {generator.name} {version}")
            stamp.unlink(missing_ok=True)
            shutil.rmtree(site, ignore_errors=True)
            _build(generator, site)
            stamp.write_text(wanted)
    return site


def _build(generator: Generator, site: Path) -> None:
    with tempfile.TemporaryDirectory(dir=site.parent, prefix="work-") as name:
        work = Path(name, "site")
        shutil.copytree(generator.source, work)
        for command in generator.commands:
            answer = subprocess.run(
                command,
                cwd=work,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
            )
            if answer.returncode:
                tail = "\n".join(answer.stdout.splitlines()[-_LAST_LINES:])
                raise BuildError(f"{generator.name}: exit code {answer.returncode} from {' '.join(command)}\n{tail}")
        (work / generator.output).replace(site)


def _stamp(generator: Generator) -> str:
    source = digest(generator.source.rglob("*"), generator.source)
    return hashlib.sha256(f"{source} {generator.commands} {generator.output}".encode()).hexdigest()


def _environment() -> dict[str, str]:
    """The user's variables, so that a proxy or an own index holds; none of this repository's Python."""
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {
        **own,
        "ASTRO_TELEMETRY_DISABLED": "1",
        "CI": "true",
        "DO_NOT_TRACK": "1",
        "NEXT_TELEMETRY_DISABLED": "1",
        # Next and Docusaurus start a worker for each core, each with all of webpack.
        "UV_THREADPOOL_SIZE": "1",
        "SOURCE_DATE_EPOCH": "1767312000",
    }


def main(arguments: list[str] | None = None) -> int:
    """Builds the sites that are named, one after the other, and prints their folders. Returns 1 if one is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.sites.build", description=__doc__)
    names = [generator.name for generator in GENERATORS]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; default: all")
    chosen: list[str] = parser.parse_args(arguments).names
    if unknown := sorted({*chosen} - {*names}):
        parser.error(f"unknown generator {unknown[0]!r}; the generators are: {', '.join(names)}")
    missing = False
    for generator in GENERATORS:
        if generator.name in (chosen or names):
            try:
                print(f"{generator.name}: {built(generator)}")
            except MissingError as error:
                missing = True
                print(f"{generator.name}: {error}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
