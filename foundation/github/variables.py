"""Variables of GitHub Actions. Any reader of the repository or its logs can read them, so none may hold a secret."""

import re
from collections.abc import Iterable

import pulumi

from components.rules import Rule

_CREDENTIAL = re.compile(
    "(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|APIKEY|ACCESS_KEY_ID|(^|_)(KEY|PAT))S?_?[0-9]*$"
)

VARIABLE = Rule(
    # GitHub ignores the case of names: with capitals only, two keys cannot name one variable.
    "capitals, digits and _, not beginning with a digit or GITHUB_",
    lambda text: re.fullmatch(r"(?!GITHUB_)[A-Z_][A-Z0-9_]*", text) is not None,
)
"""The name of a variable.

GitHub: https://docs.github.com/actions/reference/workflows-and-actions/variables#naming-conventions-for-configuration-variables
"""


def names_a_secret(name: str) -> bool:
    """Whether the name ends like the name of a credential, such as DEPLOY_TOKEN or API_KEY.

    A name that only refers to a credential passes, such as SECRET_ARN or KEY_ALIAS.
    """
    return _CREDENTIAL.search(name) is not None


def validate_variables(where: str, names: Iterable[str]) -> None:
    """Raises ValueError for a name that GitHub rejects, or that is the name of a secret. `where` begins the message."""
    for name in names:
        if not VARIABLE.holds(name):
            raise ValueError(f"{where}: the name of a variable must be {VARIABLE.allowed}; got {name!r}")
        if names_a_secret(name):
            raise ValueError(
                f"{where}: {name!r} looks like the name of a secret, and anyone can read a variable. "
                "Keep a secret in AWS, where a role reads it; rename what is not a secret, for example to API_KEY_ARN"
            )


def plain_value(where: str, value: pulumi.Input[str]) -> pulumi.Output[str]:
    """The value of a variable. Raises ValueError, once the value is known, if it is a Pulumi secret.

    The message contains `where`, never the value.
    """
    output = pulumi.Output.from_input(value)

    async def checked(text: str) -> str:
        if await output.is_secret():
            raise ValueError(f"{where} is a Pulumi secret, and anyone can read a variable: set another value")
        return text

    return output.apply(checked)
