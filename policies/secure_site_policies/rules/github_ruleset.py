"""Rule github-ruleset: the protection of a branch requires the gate, and no one who may push can bypass it.

A check that is not required is only advice. The gate decides only if every change of a branch is a reviewed pull
request. A protection of the older kind exempts administrators unless it says otherwise. Who may push at all
(`restrictPushes`) is left to the repository: reviews and checks hold for them as well.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.aspects import Aspect, aspects_rule
from secure_site_policies.frame.objects import objects, the_object
from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.rule import About, Objection, well_architected

_RULESETS = ("github:index/repositoryRuleset:RepositoryRuleset", "github:index/organizationRuleset:OrganizationRuleset")
_PROTECTIONS = (
    "github:index/branchProtection:BranchProtection",
    "github:index/branchProtectionV3:BranchProtectionV3",
)
_CHECK = "gate"
_APP = re.compile(r":-?\d+$")
_ROLES = {1: "read", 2: "maintain", 3: "triage", 4: "write"}
"""Id, as the GitHub provider documents it -> role; a larger id is a role of the organization's own."""
_ADMIN = 5
"""Left out: an administrator can change a ruleset anyway, and is named here."""


def _enforcement(args: ResourceValidationArgs) -> Iterator[Objection]:
    if _is_ruleset(args) and (mode := args.props.get("enforcement")) != "active":
        yield Objection(str(mode), f'{str(mode)!r} blocks nothing.\nWrite instead: enforcement="active".')


def _checks(args: ResourceValidationArgs) -> Iterator[Objection]:
    check = cast(str, args.get_config().get("check", _CHECK))
    block = the_object(_rules(args).get("requiredStatusChecks"))
    if _is_ruleset(args):
        required = [one.get("context") for one in objects(block.get("requiredChecks"))]
        fix = f'"required_status_checks": {{"required_checks": [{{"context": "{check}"}}]}} in the rules'
    else:
        # A check may end in the id of the app that must report it.
        required = [*_list(block, "contexts"), *(_APP.sub("", str(one)) for one in _list(block, "checks"))]
        fix = f'"contexts": ["{check}"] in required_status_checks'
    if check not in required:
        yield Objection(
            check,
            f"{check!r} is not a required status check, so changes that it blocks can be merged.\n"
            f"Write instead: {fix}.",
        )


def _reviews(args: ResourceValidationArgs) -> Iterator[Objection]:
    if _is_ruleset(args):
        reviews, stale = the_object(_rules(args).get("pullRequest")), "dismissStaleReviewsOnPush"
        block, key = "pull_request", "dismiss_stale_reviews_on_push"
    else:
        reviews, stale = the_object(_rules(args).get("requiredPullRequestReviews")), "dismissStaleReviews"
        block, key = "required_pull_request_reviews", "dismiss_stale_reviews"
    count = reviews.get("requiredApprovingReviewCount")
    if not isinstance(count, int | float) or count < 1:
        yield Objection(
            "requiredApprovingReviewCount",
            "'requiredApprovingReviewCount' is less than 1, so no one else must review a change.\n"
            f'Write instead: "required_approving_review_count": 1 in {block}.',
        )
    if reviews.get(stale) is not True:
        yield Objection(
            stale,
            f"{stale!r} is not true, so an approval stays valid for later pushes.\n"
            f'Write instead: "{key}": True in {block}.',
        )


def _bypass(args: ResourceValidationArgs) -> Iterator[Objection]:
    for actor in objects(args.props.get("bypassActors")):
        kind = str(actor.get("actorType"))
        role = _role(actor.get("actorId")) if kind == "RepositoryRole" else None
        if role or kind == "DeployKey":
            actors = f"{kind}:{role}" if role else kind
            yield Objection(
                actors,
                f"{actors!r} may bypass the rules: everyone with that role or key.\n"
                "Write instead: no bypass_actors, or one team or app by its id.",
            )

    for name, what in _exempt(args.props):
        yield Objection(name, f"{name!r} names actors who {what}.\nWrite instead: nothing; by default there are none.")
    if args.resource_type in _PROTECTIONS and args.props.get("enforceAdmins") not in (True, "true"):
        yield Objection(
            "enforceAdmins",
            "'enforceAdmins' is not true, so the protection does not hold for administrators.\n"
            "Write instead: enforce_admins=True.",
        )


def _role(number: object) -> str | None:
    """The name of a role that may bypass the rules, from its id; None for administrators and ids of another form."""
    if not isinstance(number, int | float) or number == _ADMIN:
        return None
    return _ROLES.get(int(number), f"role {int(number)}")


def _exempt(protection: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The properties of a protection that name exempt actors, and what these actors do."""
    reviews = the_object(protection.get("requiredPullRequestReviews"))
    allowances = the_object(reviews.get("bypassPullRequestAllowances"))
    if is_set(reviews, "pullRequestBypassers"):
        yield "pullRequestBypassers", "merge without a review"
    if any(is_set(allowances, kind) for kind in ("users", "teams", "apps")):
        yield "bypassPullRequestAllowances", "merge without a review"
    if is_set(protection, "forcePushBypassers"):
        yield "forcePushBypassers", "rewrite the history"


def _history(args: ResourceValidationArgs) -> Iterator[Objection]:
    rules = _rules(args)
    if _is_ruleset(args):
        lax = [(key, name, True) for key, name in _FORBIDDING.items() if rules.get(key) is not True]
    else:
        lax = [(key, name, False) for key, name in _ALLOWING.items() if rules.get(key) is True]
    for key, name, wanted in lax:
        yield Objection(
            key,
            f"{key!r} is {not wanted}, so a reviewed change can be undone without a review.\n"
            f"Write instead: {name}={wanted}.",
        )


_FORBIDDING = {"nonFastForward": "non_fast_forward", "deletion": "deletion"}
_ALLOWING = {"allowsForcePushes": "allows_force_pushes", "allowsDeletions": "allows_deletions"}


def _is_ruleset(args: ResourceValidationArgs) -> bool:
    return args.resource_type in _RULESETS


def _rules(args: ResourceValidationArgs) -> Mapping[str, Any]:
    return the_object(args.props.get("rules")) if _is_ruleset(args) else args.props


def _list(holder: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = holder.get(key)
    return cast(Sequence[Any], value) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _on_branches(aspect: Aspect) -> Aspect:
    """Limits a check to branches: rulesets for tags and pushes have rules of another kind."""

    def judge(args: ResourceValidationArgs) -> Iterable[Objection]:
        return aspect(args) if not _is_ruleset(args) or args.props.get("target") == "branch" else ()

    return judge


policy = aspects_rule(
    About(
        name="github-ruleset",
        risk="Everyone who may push can merge a change that the gate blocks.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC11-BP07", "Regularly assess security properties of the pipelines"),),
        fix="Require the gate and a review of every change, allow no bypass, and forbid rewriting the history.",
        url="https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets",
        config={
            "check": {
                "type": "string",
                "default": _CHECK,
                "description": "The status check that must be required: the name of the gate's job.",
            }
        },
    ),
    [*_RULESETS, *_PROTECTIONS],
    {
        name: _on_branches(aspect)
        for name, aspect in {
            "enforcement": _enforcement,
            "required checks": _checks,
            "reviews": _reviews,
            "bypass": _bypass,
            "history": _history,
        }.items()
    },
)
"""Judges rulesets of repositories and organizations, and both kinds of branch protection."""
