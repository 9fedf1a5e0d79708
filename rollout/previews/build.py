"""Builds the site of a pull request, in a job that has no secret: this runs the code of the pull request."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from rollout.previews.task import RULES, SITE, StepError


def run(folder: Path, environment: Mapping[str, str]) -> int:
    """Runs $BUILD in $SITE, and copies its folder $OUTPUT, with the publish.toml beside it, into `folder`."""
    checkout = Path(environment.get("SITE") or ".").resolve()
    if not checkout.is_dir():
        raise StepError(f"there is no folder {environment.get('SITE')!r}: set SITE to the checkout of the site")
    if commands := environment.get("BUILD"):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=checkout, check=False)  # noqa: S603, S607
        if done.returncode:
            raise StepError(f"the build ended with exit status {done.returncode}")
    built = checkout / (environment.get("OUTPUT") or ".")
    if not built.is_dir():
        raise StepError(f"the build has left no folder {environment.get('OUTPUT')!r}; set the input folder to the one")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, folder / SITE, ignore=shutil.ignore_patterns(".git"))
    rules = built.parent / RULES
    if built != checkout and rules.is_file():
        shutil.copyfile(rules, folder / RULES)
    return 0
