"""Rule codebuild-webhook: only people whom the project names can start a build with code of their own.

A pull request comes from anyone, and its buildspec is code that runs with the build's role. A filter is a regular
expression that CodeBuild searches for: without ^ and $ the account id 12345 lets in every id that contains it, and
new ids can be had.
https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html#webhook-best-practices
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import objects, the_object
from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.subjects.webhook_filters import anchored, matches_anyone

_WEBHOOK = "aws:codebuild/webhook:Webhook"
_APPROVED = ("ALL_PULL_REQUESTS", "FORK_PULL_REQUESTS")
_BY_MERGING = "PULL_REQUEST_MERGED"
_ACTOR, _EVENT, _BRANCH = "ACTOR_ACCOUNT_ID", "EVENT", "HEAD_REF"
_WRITE = (
    'Write instead: {"type": "ACTOR_ACCOUNT_ID", "pattern": "^(<id>|<id>)$"} in every group for pull requests, or '
    'pull_request_build_policy={"requires_comment_approval": "ALL_PULL_REQUESTS"}.'
)


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type == _WEBHOOK:
        yield Place("filterGroups", lambda: args.props)


def _judge(webhook: Mapping[str, Any], _args: ResourceValidationArgs) -> Iterator[Objection]:
    is_approved = the_object(webhook.get("pullRequestBuildPolicy")).get("requiresCommentApproval") in _APPROVED
    groups = [objects(group.get("filters")) for group in objects(webhook.get("filterGroups"))]
    if not any(groups) and not is_approved:
        yield Objection(
            "filterGroups",
            f"'filterGroups' is missing, so a pull request of anyone runs a build.\n{_WRITE}",
        )
    for group in groups:
        yield from _unanchored(group)
        if not is_approved and _takes_pull_requests(group) and not any(map(_names_actors, group)):
            yield Objection(
                _ACTOR, f"a group for pull requests has no {_ACTOR!r}, so those of anyone run a build.\n{_WRITE}"
            )


def _takes_pull_requests(group: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a group takes events that anyone can cause. A group without events takes all."""
    patterns = [str(one.get("pattern")) for one in group if one.get("type") == _EVENT]
    events = {event.strip() for pattern in patterns for event in pattern.split(",")}
    return bool(group) and (not events or any(one.startswith("PULL_REQUEST") and one != _BY_MERGING for one in events))


def _lets_in(one: Mapping[str, Any], kind: str) -> bool:
    """Whether a filter of this type lets some values in. One that keeps some out lets in all others."""
    return one.get("type") == kind and one.get("excludeMatchedPattern") not in (True, "true")


def _names_actors(one: Mapping[str, Any]) -> bool:
    return _lets_in(one, _ACTOR)


def _unanchored(group: Sequence[Mapping[str, Any]]) -> Iterator[Objection]:
    for one in group:
        pattern = str(one.get("pattern"))
        if _names_actors(one) and (not anchored(pattern) or matches_anyone(pattern)):
            yield Objection(
                pattern,
                f"the pattern {pattern!r} of {_ACTOR} matches ids of other accounts.\n"
                'Write instead: "^(<id>|<id>)$", with every id in full.',
            )
        elif _lets_in(one, _BRANCH) and not anchored(pattern, prefix=True):
            yield Objection(
                pattern,
                f"the pattern {pattern!r} of {_BRANCH} matches every branch whose name contains it.\n"
                'Write instead: "^refs/heads/<branch>$".',
            )


policy = resource_rule(
    About(
        name="codebuild-webhook",
        risk="A stranger's pull request runs code with the role of the build, and can take the project over.",
        severity=Severity.CRITICAL,
        controls=(well_architected("SEC11-BP07", "Regularly assess security properties of the pipelines"),),
        fix="Filter every group by event and, for pull requests, by anchored account ids, or require an approval.",
        url="https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html",
    ),
    _places,
    _judge,
)
"""Judges the webhooks of CodeBuild projects."""
