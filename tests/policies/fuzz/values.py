"""Random values in a shape: most are as the provider documents them, some are anything else."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_BOOLEAN_VALUE, UNKNOWN_NUMBER_VALUE, UNKNOWN_STRING_VALUE

from tests.policies.fuzz.shapes import Shape
from tests.policies.generated import SIZE, document

_Option = TypeVar("_Option")

_UNKNOWN = [UNKNOWN_STRING_VALUE, UNKNOWN_ARRAY_VALUE, UNKNOWN_BOOLEAN_VALUE, UNKNOWN_NUMBER_VALUE]
_TEXTS = [
    *("", " ", "*", "?", "true", "false", "0", "1", "31536000", "-1", "1e400", "NaN", "null", "[]", "{}", "name"),
    *("allow-all", "public-read", "NONE", "TLSv1", "TLSv1.2_2021", "http-only", "AES256", "aws:kms", "Allow", "Deny"),
    *("s3.amazonaws.com", "lambda.amazonaws.com", "123456789012", "arn:aws:iam::123456789012:root", "arn", "arn:::::"),
    *("arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:s3:::site/*", "arn:aws:iam::123456789012:role/a"),
    *("GITHUB_HMAC", "IP", "0.0.0.0/0", "10.0.0.0/8", "::/0", "refs/heads/main", "~DEFAULT_BRANCH", "GITHUB_TOKEN"),
    *("default-src 'self'; script-src *", "script-src", ";;;", "https://example.com/?a=b#c", "user:pass@host"),
    *(
        "ghp_" + "a" * 36,
        "AKIA" + "B" * 16,
        "-----BEGIN PRIVATE KEY-----",
        "${aws:username}",
        "\ud800",
        "\x00",
        "\u202e",
    ),
    *(
        "\N{KELVIN SIGN}",
        "\N{GRINNING FACE}" * 3,
        "a" * 5000,
        "[" * 200,
        '{"a":' * 50,
        "%%%",
        "{0}",
        "\n",
        "..",
        "a.b[0]",
    ),
]
_PLAIN: list[Any] = [None, True, False, 0, 1, -1, 0.5, 1e308, float(2**53), [], {}, [None], [[]], [{}], {"": None}]


class Dice:
    """Makes values from one source of chance."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def one(self, options: Sequence[_Option]) -> _Option:
        """One of the options."""
        return self._random.choice(options)

    def properties(self, shape: Shape) -> dict[str, Any]:
        """The properties of a resource."""
        held = {name: self.value(of) for name, of in shape.properties.items() if self._random.random() < 0.6}
        if not shape.properties or self._random.random() < 0.1:
            held |= {self.one(_NAMES): self.anything(2) for _ in range(3)}
        return held

    def value(self, shape: Shape) -> Any:
        """A value in a shape, or, now and then, any other."""
        chance = self._random.random()
        if chance < 0.04:
            return self.one(_UNKNOWN)
        if chance < 0.16:
            return self.anything(3)
        match shape.kind:
            case "object":
                return {name: self.value(of) for name, of in shape.properties.items() if self._random.random() < 0.7}
            case "list":
                return [self.value(shape.of) for _ in range(self._random.randrange(4)) if shape.of]
            case "map":
                return {self.one(_TEXTS): self.value(shape.of) for _ in range(self._random.randrange(3)) if shape.of}
            case _:
                return self.scalar()

    def scalar(self) -> Any:
        """A text, a number, a truth, or a policy document as text or as an object."""
        return self.one(self._scalars)()

    def anything(self, depth: int) -> Any:
        """A value of any type."""
        chance = self._random.random()
        if depth and chance < 0.2:
            return {self.one(_NAMES + _TEXTS): self.anything(depth - 1) for _ in range(self._random.randrange(4))}
        if depth and chance < 0.4:
            return [self.anything(depth - 1) for _ in range(self._random.randrange(4))]
        return self.one(_PLAIN) if chance < 0.6 else self.scalar()

    @property
    def _scalars(self) -> list[Callable[[], Any]]:
        return (
            [self._text] * 6 + [lambda: self.one(_PLAIN), lambda: self._random.randrange(-9, 9**9)] + [self._policy] * 3
        )

    def _text(self) -> str:
        return self.one(_TEXTS)

    def _policy(self) -> Any:
        made: Any = document(self._random.randbytes(self._random.randrange(SIZE)))
        if self._random.random() < 0.5:
            made = self._bent(made, 4)
        return made if self._random.random() < 0.2 else json.dumps(made)

    def _bent(self, value: Any, depth: int) -> Any:
        """The value with something else in some places."""
        if not depth or self._random.random() < 0.1:
            return self.anything(2)
        if isinstance(value, dict):
            return {key: self._bent(item, depth - 1) for key, item in cast("dict[str, Any]", value).items()}
        if isinstance(value, list):
            return [self._bent(item, depth - 1) for item in cast("list[Any]", value)]
        return value


_NAMES = [
    *("policy", "Statement", "Effect", "Action", "Resource", "Principal", "Condition", "Version", "NotAction", "Sid"),
    *("bucket", "name", "arn", "id", "tags", "rules", "type", "value", "key", "condition", "principal", "sourceArn"),
    *("assumeRolePolicy", "inlinePolicies", "acl", "origins", "configuration", "environment", "stages", "actions"),
]
