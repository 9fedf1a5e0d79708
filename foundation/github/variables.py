"""Variables of GitHub Actions: public to whoever reads the repository and every log, so none of them holds a secret."""

import re
from collections.abc import Iterable

import pulumi

from components.rules import Rule

_CREDENTIAL = re.compile(
    "(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|APIKEY|ACCESS_KEY_ID|(^|_)(KEY|PAT))S?_?[0-9]*$"
)

VARIABLE = Rule(
    # GitHub's names ignore case: with capitals alone, no two keys mean one variable.
    "capitals, digits and _, not beginning with a digit or GITHUB_",
    lambda text: re.fullmatch(r"(?!GITHUB_)[A-Z_][A-Z0-9_]*", text) is not None,
)
"""The name of a variable.

GitHub: https://docs.github.com/actions/reference/workflows-and-actions/variables#naming-conventions-for-configuration-variables
"""


def names_a_secret(name: str) -> bool:
    """Whether a variable of this name holds a credential: by how it ends, as in DEPLOY_TOKEN or API_KEY.

    What only speaks of one passes, as SECRET_ARN and KEY_ALIAS do, and so does a stack's name in front of another.
    """
    return _CREDENTIAL.search(name) is not None


def validate_variables(where: str, names: Iterable[str]) -> None:
    """Raises ValueError for a name that GitHub refuses or that says secret; `where` begins the message."""
    for name in names:
        if not VARIABLE.holds(name):
            raise ValueError(f"{where}: the name of a variable must be {VARIABLE.allowed}; got {name!r}")
        if names_a_secret(name):
            raise ValueError(
                f"{where}: {name!r} sounds like a secret, and anybody can read a variable. "
                "Keep a secret in AWS, where a role reads it; name what is none by what it is, such as API_KEY_ARN"
            )


def plain_value(where: str, value: pulumi.Input[str]) -> pulumi.Output[str]:
    """The value of a variable. ValueError, once it is known, if it is a Pulumi secret, which GitHub would show.

    The message has `where`, never the value.
    """
    output = pulumi.Output.from_input(value)

    async def judged(text: str) -> str:
        if await output.is_secret():
            raise ValueError(f"{where} is a Pulumi secret, and anybody can read a variable: give a value that is none")
        return text

    return output.apply(judged)
