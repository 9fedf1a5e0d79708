"""Lists the stacks: all of them, those that a change affects, or those that are set up at GitHub."""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

REPOSITORY = Path(__file__).resolve().parent.parent

_CONFIG = re.compile(r"Pulumi\.([a-z][a-z0-9-]*)\.yaml")
# Neither the program nor the policy pack reads these. A change of any other file affects every stack.
UNREAD_FOLDERS = frozenset({".ci", ".github", "bench", "docs", "doctor", "foundation", "rollout", "sandbox", "tests"})
_UNREAD_FILES = frozenset({".editorconfig", ".gitignore", "LICENSE"})


def stacks(repository: Path = REPOSITORY) -> list[str]:
    """The names of the site's stacks: each has a Pulumi.<stack>.yaml."""
    found = (_CONFIG.fullmatch(file.name) for file in repository.iterdir())
    return sorted(match[1] for match in found if match)


def touched(paths: Iterable[str], known: Sequence[str]) -> list[str]:
    """The `known` stacks that a change of these files may affect.

    paths: relative to the root of the repository.
    """
    found: set[str] = set()
    for path in map(PurePosixPath, paths):
        config = _CONFIG.fullmatch(str(path))
        if config:
            found.add(config[1])
        elif path.suffix != ".md" and path.parts[0] not in UNREAD_FOLDERS and str(path) not in _UNREAD_FILES:
            return list(known)
    return [stack for stack in known if stack in found]


def needed(stack: str, role: str) -> dict[str, str]:
    """The repository variables that a workflow with this role needs: purpose -> name.

    The ARN of the DEPLOY role is a variable of the stack's environment, which only jobs in that environment can read.
    """
    key = stack.upper().replace("-", "_")
    names = {"backend": "PULUMI_BACKEND_URL", "region": f"{key}_AWS_REGION"}
    return names if role == "DEPLOY" else {**names, "role": f"{key}_{role}_ROLE_ARN"}


def main(arguments: Sequence[str]) -> int:
    """Prints the stacks as JSON, and on GitHub sets the output `stacks`. Exit status: 0 done, 2 unknown COMMIT."""
    options = _parser().parse_args(arguments)
    chosen = stacks()
    if options.since:
        try:
            chosen = touched(_changed_since(options.since), chosen)
        except subprocess.CalledProcessError as error:
            reason = error.stderr.splitlines()[0]
            print(
                f"git cannot list the changes since {options.since!r}: {reason}",
                file=sys.stderr,
            )
            return 2
    if options.role:
        found = list(_set_up(chosen, options.role, json.loads(os.environ.get("VARIABLES") or "{}")))
    else:
        found = [{"stack": stack} for stack in chosen]
    text = json.dumps(found)
    print(text)
    if output := os.environ.get("GITHUB_OUTPUT"):
        with Path(output).open("a") as stream:
            stream.write(f"stacks={text}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m rollout stacks", description=main.__doc__)
    parser.add_argument("--since", metavar="COMMIT", help="only the stacks that the changes since this commit affect")
    parser.add_argument(
        "--role",
        choices=("PREVIEW", "DEPLOY", "DRIFT"),
        help="add the role's variables from $VARIABLES, a JSON object; a stack without them is left out, with a notice",
    )
    return parser


def _changed_since(commit: str) -> list[str]:
    """The files that differ from the common ancestor with `commit`, deleted files included."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", "--end-of-options", f"{commit}...HEAD"]
    answer = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S603
    return [path for path in answer.stdout.split("\0") if path]


def _set_up(chosen: Iterable[str], role: str, variables: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for stack in chosen:
        names = needed(stack, role)
        if lacking := [name for name in names.values() if not variables.get(name)]:
            print(f"::notice title=skipped::stack {stack} is not set up: {', '.join(lacking)} is not set")
        else:
            yield {"stack": stack, **{what: variables[name] for what, name in names.items()}}
