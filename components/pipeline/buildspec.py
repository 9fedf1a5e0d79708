"""The commands that CodeBuild runs to build and to publish a site. They are the stack's, not the repository's.

A site that has to be built is built by one project and published by another. The second runs nothing of the site.

AWS: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

_PYTHON = "3.12"

_RULES_FILE = "publish.toml"

_IS_LOCKED = (
    "import re, sys; from importlib.metadata import version; "
    'locked = re.findall(r"(?m)^([\\w.-]+)==([\\w.]+)", open(sys.argv[1]).read()); '
    "sys.exit(any(version(name) != wanted for name, wanted in locked))"
)

_SAFE = {
    # As -P does: neither the current folder nor that of a script is searched for modules.
    "PYTHONSAFEPATH": "1",
    "PYTHONNOUSERSITE": "1",
}

_FETCH = (
    'SITE="$PWD/$OUTPUT_DIRECTORY"',
    'TOOL="$(mktemp -d)"',
    # The folder goes with the shell, also after a failure.
    'trap "rm -rf $(printf %q "$TOOL")" EXIT',
    # From here on no command runs in the site's folder: a .python-version there would choose the Python of an image
    # that has pyenv, and a module there would be imported in place of Python's own.
    'cd "$TOOL"',
    'aws s3 cp --no-progress "$PUBLISH_TOOL" "$TOOL/publish.zip"',
    # Not sha256sum, which a Mac does not have.
    'python3 -P -c \'import hashlib, sys; found = hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest();'
    ' sys.exit(found != sys.argv[2] and f"the tool has the SHA-256 {found}, not {sys.argv[2]}")\''
    ' "$TOOL/publish.zip" "$PUBLISH_SHA256"',
    'python3 -P -m zipfile -e "$TOOL/publish.zip" "$TOOL"',
    # An image that has other versions than the locked ones, or none, installs these, checked by their hashes.
    f'python3 -P -c {shlex.quote(_IS_LOCKED)} "$TOOL/publish/requirements.txt" 2>/dev/null'
    " || python3 -P -m pip install --quiet --disable-pip-version-check"
    ' --require-hashes --target "$TOOL" --requirement "$TOOL/publish/requirements.txt"',
)

# What AWS documents of links in artifacts is not enough to rely on, so none is handed over.
_HAND_OVER = """(
refuse() { printf 'error: outputDirectory %s: %s\\n' "$OUTPUT_DIRECTORY" "$1" >&2; exit 1; }
cd "$CODEBUILD_SRC_DIR" || exit 1
[ -d "$OUTPUT_DIRECTORY" ] || refuse "the build commands have not made this folder"
site="$(pwd -P)"
[ "$OUTPUT_DIRECTORY" = . ] || site="$site/$OUTPUT_DIRECTORY"
real="$(cd "$OUTPUT_DIRECTORY" && pwd -P)"
[ "$real" = "$site" ] || refuse "it is a link to $real: set the folder itself, inside the repository"
find "$site" -type l -print0 | while IFS= read -r -d '' link; do
  target="$(realpath "$link")"
  case "$target" in "$site"/*) ;; *) refuse "$link links to $target, outside of it: put a copy there instead" ;; esac
  [ -f "$target" ] || refuse "$link links to $target, which is not a file: put a copy there instead"
  rm "$link" && cp "$target" "$link" || refuse "$link cannot be replaced by a copy of $target"
done
)"""


@dataclass(frozen=True, kw_only=True)
class Publication:
    """How the finished site is published."""

    index_document: str
    """Page of a directory."""
    not_found_page: str
    """Page for a missing file."""
    single_page_app: bool
    """Whether a path that is no file's means the index document."""
    prerendered: Sequence[str]
    """Paths of a single-page application that have pages of their own."""
    redirected: Sequence[str]
    """Paths that the stack redirects."""
    keep_releases: int
    """Releases that can be brought back."""
    keep_assets_days: int
    """Days for which fingerprinted files of earlier releases stay."""
    verify_release: bool
    """Whether the site is checked afterwards, and the release taken back if it is not served as published."""

    @property
    def command(self) -> str:
        """The publish command.

        CodeBuild knows the commit of a repository, and not that of what another build has made of it. So the pipeline
        passes the commit on, and the tool never asks git, which would obey the configuration of a repository in there.
        """
        options = [
            *("--keep-releases", str(self.keep_releases), "--keep-assets-days", str(self.keep_assets_days)),
            *("--index-document", self.index_document, "--not-found-page", self.not_found_page),
            *(["--single-page-app"] if self.single_page_app else []),
            *(option for pattern in self.prerendered for option in ("--prerendered", pattern)),
            *(option for pattern in self.redirected for option in ("--redirected", pattern)),
            *([] if self.verify_release else ["--no-verify"]),
        ]
        return (
            'CODEBUILD_RESOLVED_SOURCE_VERSION="${SITE_COMMIT:-unknown}" PYTHONPATH="$TOOL"'
            f' python3 -P -m publish deploy "$SITE" {shlex.join(options)}'
        )


def publish(publication: Publication) -> str:
    """A buildspec, as JSON (which is YAML), that publishes the folder OUTPUT_DIRECTORY with the stack's own tool.

    It runs nothing of the site: its input is data.

    The commands need the `aws` CLI, Python 3.11 or newer, and the environment variables CONTENT_BUCKET,
    DISTRIBUTION_ID, OUTPUT_DIRECTORY (relative to the input's), PUBLISH_TOOL, PUBLISH_SHA256, SITE_CSP, SITE_URL and,
    if there is one, SITE_COMMIT. They run in any bash as they do in CodeBuild.
    """
    phases = {**_runtimes(True), "pre_build": _phase(_FETCH), "post_build": _phase([publication.command])}
    return _spec(phases, variables=_SAFE)


def build(commands: Sequence[str], output_directory: str, *, has_runtimes: bool = True) -> str:
    """A buildspec, as JSON, that builds a site and hands over its folder and the rules of its publication.

    commands: shell commands, run in the repository's folder in this order; the first that fails ends the build.
    output_directory: the folder with the finished site, normalized, relative to the repository's; also the value of the
        environment variable OUTPUT_DIRECTORY. A link that leads out of it ends the build.
    has_runtimes: whether the image is one of CodeBuild's own, which bring several Pythons. Default: True.

    There is no cache: what one build leaves in it would run in every later one.
    """
    folder = PurePosixPath(output_directory)
    rules = folder.parent / _RULES_FILE
    # The publish tool reads the rules beside the folder before those inside. An empty file means the same as none, and
    # leaves open what CodeBuild makes of a missing one.
    beside, inside = (f'"$CODEBUILD_SRC_DIR/{path}"' for path in (rules, folder / _RULES_FILE))
    keep_rules = f"[ -e {beside} ] || cp {inside} {beside} 2>/dev/null || : > {beside}"
    files = [str(rules), f"{folder}/**/*"] if folder.parts else ["**/*"]
    phases = {
        **_runtimes(has_runtimes),
        "build": _phase(commands),
        "post_build": _phase([_HAND_OVER, *([keep_rules] if folder.parts else [])]),
    }
    return _spec(phases, artifacts={"files": files})


def _spec(phases: Mapping[str, Any], *, variables: Mapping[str, str] | None = None, **more: Any) -> str:
    env = {"shell": "bash", **({"variables": variables} if variables else {})}
    return json.dumps({"version": 0.2, "env": env, "phases": phases, **more}, indent=2)


def _runtimes(has_runtimes: bool) -> dict[str, object]:
    return {"install": {"runtime-versions": {"python": _PYTHON}}} if has_runtimes else {}


def _phase(commands: Sequence[str]) -> dict[str, object]:
    """Without ABORT, post_build would run after a failed build and hand over an incomplete site."""
    return {"on-failure": "ABORT", "commands": list(commands)}
