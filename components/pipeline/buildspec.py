"""The commands that CodeBuild runs to publish the site. They are the stack's, not those of the site's repository.

AWS: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

_CACHED_FOLDERS = ("/root/.cache/**/*", "/root/.npm/**/*")
_PYTHON = "3.12"

_IS_LOCKED = (
    "import re, sys; from importlib.metadata import version; "
    'locked = re.findall(r"(?m)^([\\w.-]+)==([\\w.]+)", open(sys.argv[1]).read()); '
    "sys.exit(any(version(name) != wanted for name, wanted in locked))"
)

# Before the build, whose commands may change the directory: version 0.2 runs all of them in one shell.
_FETCH = (
    'SITE="$PWD/$OUTPUT_DIRECTORY"',
    'TOOL="$(mktemp -d)"',
    # The folder goes with the shell, also after a failure. Its name is written in, for the build may set the variable.
    'trap "rm -rf $(printf %q "$TOOL")" EXIT',
    'aws s3 cp --no-progress "$PUBLISH_TOOL" "$TOOL/publish.zip"',
    # Not sha256sum, which a Mac does not have.
    'python3 -c \'import hashlib, sys; found = hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest();'
    ' sys.exit(found != sys.argv[2] and f"the tool has the SHA-256 {found}, not {sys.argv[2]}")\''
    ' "$TOOL/publish.zip" "$PUBLISH_SHA256"',
    'python3 -m zipfile -e "$TOOL/publish.zip" "$TOOL"',
    # An image that has other versions than the locked ones, or none, installs these, checked by their hashes.
    f'python3 -P -c {shlex.quote(_IS_LOCKED)} "$TOOL/publish/requirements.txt" 2>/dev/null'
    " || python3 -m pip install --quiet --disable-pip-version-check"
    ' --require-hashes --target "$TOOL" --requirement "$TOOL/publish/requirements.txt"',
)


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
        """The publish command. -P keeps Python from importing a file of the site's repository as a module."""
        options = [
            *("--keep-releases", str(self.keep_releases), "--keep-assets-days", str(self.keep_assets_days)),
            *("--index-document", self.index_document, "--not-found-page", self.not_found_page),
            *(["--single-page-app"] if self.single_page_app else []),
            *(option for pattern in self.prerendered for option in ("--prerendered", pattern)),
            *(option for pattern in self.redirected for option in ("--redirected", pattern)),
            *([] if self.verify_release else ["--no-verify"]),
        ]
        return f'PYTHONPATH="$TOOL" python3 -P -m publish deploy "$SITE" {shlex.join(options)}'


def publish(build_commands: Sequence[str], publication: Publication, *, has_runtimes: bool = True) -> str:
    """A buildspec, as JSON (which is YAML), that builds the site and publishes it with the stack's own tool.

    build_commands: shell commands, run in the repository's folder in this order; the first that fails ends the build
        before anything is uploaded. Empty: the repository holds the site as it is.
    has_runtimes: whether the image is one of CodeBuild's own, which bring several Pythons; python3 of any other image
        must be 3.11 or newer. Default: True.

    The commands need the `aws` CLI and the environment variables CONTENT_BUCKET, DISTRIBUTION_ID, OUTPUT_DIRECTORY (the
    folder with the finished site, relative to the repository's), PUBLISH_TOOL, PUBLISH_SHA256, SITE_CSP and SITE_URL,
    and run in any bash as they do in CodeBuild.
    """
    install = {"install": {"runtime-versions": {"python": _PYTHON}}} if has_runtimes else {}
    build = {"build": _phase(build_commands)} if build_commands else {}
    spec = {
        "version": 0.2,
        "env": {"shell": "bash"},
        "phases": {**install, "pre_build": _phase(_FETCH), **build, "post_build": _phase([publication.command])},
        "cache": {"paths": list(_CACHED_FOLDERS)},
    }
    return json.dumps(spec, indent=2)


def _phase(commands: Sequence[str]) -> dict[str, object]:
    """Without ABORT, post_build would run after a failed build and publish an incomplete site."""
    return {"on-failure": "ABORT", "commands": list(commands)}
