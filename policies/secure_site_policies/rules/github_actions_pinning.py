"""Rule github-actions-pinning: the actions of others run at a commit that was reviewed.

The owner of an action, or of its account, can move a tag to other code, which then runs with the secrets of every
workflow that names the tag. A commit cannot be moved.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected

_TYPES = (
    "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions",
    "github:index/actionsOrganizationPermissions:ActionsOrganizationPermissions",
)
_PIN, _ALLOWED = "shaPinningRequired", "allowedActions"


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type in _TYPES:
        yield Place(_PIN, lambda: args.props)


def _judge(permissions: Mapping[str, Any], _args: ResourceValidationArgs) -> Iterator[Objection]:
    runs_all = permissions.get(_ALLOWED) in (None, "all")
    if runs_all and permissions.get("enabled") not in (False, "false") and permissions.get(_PIN) not in (True, "true"):
        yield Objection(
            _PIN,
            f"{_PIN!r} is not true, and actions of everyone may run by a tag, which their owners can move.\n"
            'Write instead: sha_pinning_required=True, or allowed_actions="local_only" or "selected".',
        )


policy = resource_rule(
    About(
        name="github-actions-pinning",
        risk="An action whose tag was moved runs with the secrets and the roles of the workflow that names it.",
        severity=Severity.MEDIUM,
        controls=(well_architected("SEC11-BP05", "Centralize services for packages and dependencies"),),
        fix="Require full commits in `uses:`, or allow only actions of your own.",
        url="https://docs.github.com/actions/reference/security/secure-use#using-third-party-actions",
    ),
    _places,
    _judge,
)
"""Judges repositories and organizations."""
