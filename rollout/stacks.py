"""Lists the stacks: all of them, those that a change affects, or those that are set up at GitHub."""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

REPOSITORY = Path(__file__).resolve().parent.parent

_CONFIG = re.compile(r"Pulumi\.([a-z][a-z0-9-]*)\.yaml")
# Neither the program nor the policy pack reads these. A change of any other file affects every stack.
UNREAD_FOLDERS = frozenset({".ci", ".github", "bench", "docs", "doctor", "foundation", "rollout", "sandbox", "tests"})
_SECRETS_KEY = (r"^secretsprovider: *[\"']?awskms:", r"^encryptedkey: *\S")
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


class SetupError(Exception):
    """The account has a role for a stack, but the repository lacks what its jobs need. The message has a line for each
    stack."""


def main(arguments: Sequence[str]) -> int:
    """Prints the stacks as JSON, and on GitHub sets the output `stacks`.

    Exit status: 0 done, 1 a stack is only half set up, 2 unknown COMMIT.
    """
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
        try:
            found = _set_up(chosen, options.role, json.loads(os.environ.get("VARIABLES") or "{}"))
        except SetupError as error:
            print(error)
            return 1
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
        help="add the role's variables from $VARIABLES, a JSON object; a stack without the role is left out, with a "
        "notice",
    )
    return parser


def _changed_since(commit: str) -> list[str]:
    """The files that differ from the common ancestor with `commit`, deleted files included."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", "--end-of-options", f"{commit}...HEAD"]
    answer = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S603
    return [path for path in answer.stdout.split("\0") if path]


def _set_up(chosen: Iterable[str], role: str, variables: Mapping[str, str]) -> list[dict[str, str]]:
    """The stacks that have this role, each with its variables. Prints a notice for each of the others.

    Raises SetupError for a stack that has the role and lacks the rest: to leave it out would look like success.
    """
    found, faults = list[dict[str, str]](), list[str]()
    for stack in chosen:
        names = needed(stack, role)
        sign = names.get("role", names["region"])
        if not variables.get(sign):
            reason = "it is not set up, or it holds secrets" if role == "PREVIEW" else "it is not set up"
            print(f"::notice title=skipped::stack {stack} is left out: {sign} is not set, so {reason}")
        elif fault := _fault(stack, names, variables):
            faults.append(f"::error title=not set up::stack {stack}: {fault}")
        else:
            found.append({"stack": stack, **{what: variables[name] for what, name in names.items()}})
    if faults:
        raise SetupError("\n".join(faults))
    return found


def _fault(stack: str, names: Mapping[str, str], variables: Mapping[str, str]) -> str:
    """What keeps the jobs of a stack from running; "" if nothing does."""
    if lacking := [name for name in names.values() if not variables.get(name)]:
        remedy = (
            "set stateBucket, stateKeyArn and github in the foundation and update it, or set the variable at GitHub"
        )
        return f"{', '.join(lacking)} is not set; {remedy}"
    backend = variables[names["backend"]]
    if not backend.startswith("s3://"):
        return (
            f"{names['backend']} is {backend!r}, and must be s3://BUCKET?region=REGION: the workflows have no token "
            "for another backend, such as Pulumi Cloud"
        )
    if not has_secrets_key(stack):
        return (
            f"Pulumi.{stack}.yaml has no secretsprovider awskms with its encryptedkey, and the workflows have no "
            "passphrase; commit the file after: pulumi stack change-secrets-provider "
            f"'awskms:///KEY_ARN?region=REGION&context_stack=PROJECT-{stack}'"
        )
    return ""


def has_secrets_key(stack: str, repository: Path = REPOSITORY) -> bool:
    """Whether the stack's file has the key of its secrets, encrypted by KMS. The job has no YAML parser."""
    text = (repository / f"Pulumi.{stack}.yaml").read_text()
    return all(re.search(pattern, text, re.MULTILINE) for pattern in _SECRETS_KEY)
