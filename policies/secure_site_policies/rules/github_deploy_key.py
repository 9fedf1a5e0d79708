"""Rule github-deploy-key: a deploy key of a repository can only read.

A key belongs to no person: it has no second factor, no end and no review, and it does not
say which holder of a copy has pushed. What must write uses an app's token, which ends after an hour.
"""

from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import places_of
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected

_KEY = "readOnly"


def _judge(read_only: object, _args: ResourceValidationArgs) -> Iterator[Objection]:
    if read_only in (False, "false"):
        yield Objection(
            _KEY, f"{_KEY!r} is false, so its holder can push.\nWrite instead: read_only=True, the default."
        )


policy = resource_rule(
    About(
        name="github-deploy-key",
        risk="A stolen key can change the code that is deployed, and no one sees whose push it was.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC02-BP02", "Use temporary credentials"),),
        fix="Make the key read-only; let a GitHub App push, whose tokens end after an hour.",
        url="https://docs.github.com/authentication/connecting-to-github-with-ssh/managing-deploy-keys",
    ),
    places_of({"github:index/repositoryDeployKey:RepositoryDeployKey": _KEY}),
    _judge,
)
"""Judges the deploy keys of repositories."""
