"""Rule github-ruleset: what has to hold before a branch changes, in rulesets and in both kinds of protection."""

import copy
from typing import Any

import pytest

from secure_site_policies.rules.github_ruleset import policy
from tests.policies.judge import UNKNOWN, UNKNOWN_LIST, judge

REPOSITORY = "github:index/repositoryRuleset:RepositoryRuleset"
ORGANIZATION = "github:index/organizationRuleset:OrganizationRuleset"
PROTECTION = "github:index/branchProtection:BranchProtection"
PROTECTION_V3 = "github:index/branchProtectionV3:BranchProtectionV3"
RULESET: dict[str, Any] = {
    "target": "branch",
    "enforcement": "active",
    "bypassActors": [{"actorId": 5, "actorType": "RepositoryRole", "bypassMode": "pull_request"}],
    "rules": {
        "requiredStatusChecks": {"requiredChecks": [{"context": "lint"}, {"context": "gate", "integrationId": 15368}]},
        "pullRequest": {"requiredApprovingReviewCount": 1.0, "dismissStaleReviewsOnPush": True},
        "nonFastForward": True,
        "deletion": True,
    },
}
REVIEWS = {"requiredApprovingReviewCount": 2, "dismissStaleReviews": True}
PROTECTED: dict[str, dict[str, Any]] = {
    PROTECTION: {
        "enforceAdmins": True,
        "requiredStatusChecks": [{"contexts": ["gate"]}],
        "requiredPullRequestReviews": [REVIEWS],
        "restrictPushes": [{"pushAllowances": ["/octocat"]}],
    },
    PROTECTION_V3: {
        "enforceAdmins": True,
        "requiredStatusChecks": {"checks": ["gate:15368"]},
        "requiredPullRequestReviews": REVIEWS,
    },
}
GOOD = {REPOSITORY: RULESET, ORGANIZATION: RULESET, **PROTECTED}


def changed(properties: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with `value` at a path."""
    result = copy.deepcopy(properties)
    *above, last = path.split(".")
    holder: Any = result
    for step in above:
        holder = holder[int(step) if step.isdigit() else step]
    holder[last] = value
    return result


def violations(resource_type: str, properties: dict[str, Any], **config: Any) -> list[str]:
    return judge(policy, resource_type, properties, config=config).violations


@pytest.mark.parametrize(("resource_type", "properties"), GOOD.items())
def test_a_branch_behind_the_gate_passes(resource_type: str, properties: dict[str, Any]):
    assert violations(resource_type, properties) == []


BROKEN: list[tuple[str, str, Any, str]] = [
    (REPOSITORY, "enforcement", "evaluate", "'evaluate' blocks nothing"),
    (ORGANIZATION, "enforcement", "disabled", "'disabled' blocks nothing"),
    (REPOSITORY, "enforcement", None, "'None' blocks nothing"),
    (REPOSITORY, "rules.requiredStatusChecks", None, "'gate' is not a required status check"),
    (REPOSITORY, "rules.requiredStatusChecks.requiredChecks", [{"context": "lint"}], "'gate' is not a required"),
    (REPOSITORY, "rules.pullRequest.requiredApprovingReviewCount", 0, "'requiredApprovingReviewCount' is less than 1"),
    (REPOSITORY, "rules.pullRequest.requiredApprovingReviewCount", None, "'requiredApprovingReviewCount' is less"),
    (REPOSITORY, "rules.pullRequest.dismissStaleReviewsOnPush", False, "'dismissStaleReviewsOnPush' is not true"),
    (REPOSITORY, "rules.pullRequest.requiredApprovingReviewCount", "1", "'requiredApprovingReviewCount' is less"),
    (REPOSITORY, "rules.requiredStatusChecks.requiredChecks", ["gate", None, 5], "'gate' is not a required status"),
    (PROTECTION_V3, "requiredStatusChecks.checks", [5, "gate-2"], "'gate' is not a required status check"),
    (PROTECTION, "requiredStatusChecks.0.contexts", "gate", "'gate' is not a required status check"),
    (REPOSITORY, "rules.nonFastForward", False, "'nonFastForward' is False"),
    (REPOSITORY, "rules.deletion", None, "'deletion' is False"),
    (PROTECTION, "requiredStatusChecks.0.contexts", ["gate / dev"], "'gate' is not a required status check"),
    (PROTECTION, "requiredStatusChecks", [], "'gate' is not a required status check"),
    (PROTECTION, "requiredPullRequestReviews.0.dismissStaleReviews", False, "'dismissStaleReviews' is not true"),
    (PROTECTION, "requiredPullRequestReviews.0.requiredApprovingReviewCount", 0, "'requiredApprovingReviewCount' is"),
    (PROTECTION, "allowsForcePushes", True, "'allowsForcePushes' is True"),
    (PROTECTION, "allowsDeletions", True, "'allowsDeletions' is True"),
    (PROTECTION_V3, "requiredStatusChecks.checks", ["lint:1"], "'gate' is not a required status check"),
    (PROTECTION_V3, "requiredPullRequestReviews.dismissStaleReviews", None, "'dismissStaleReviews' is not true"),
    (PROTECTION, "enforceAdmins", False, "'enforceAdmins' is not true"),
    (PROTECTION_V3, "enforceAdmins", None, "'enforceAdmins' is not true"),
    (PROTECTION, "requiredPullRequestReviews.0.pullRequestBypassers", ["/octocat"], "names actors who merge without"),
    (PROTECTION, "forcePushBypassers", ["/octocat"], "'forcePushBypassers' names actors who rewrite the history"),
    (
        PROTECTION_V3,
        "requiredPullRequestReviews.bypassPullRequestAllowances",
        {"users": ["octocat"], "teams": [], "apps": None},
        "'bypassPullRequestAllowances' names actors who merge without a review",
    ),
]


@pytest.mark.parametrize(("resource_type", "path", "value", "said"), BROKEN)
def test_each_gap_is_blocked_by_itself(resource_type: str, path: str, value: Any, said: str):
    (message,) = violations(resource_type, changed(GOOD[resource_type], path, value))
    assert said in message
    assert "\nWrite instead: " in message


@pytest.mark.parametrize(
    ("actor", "whoever"),
    [
        ({"actorId": 4, "actorType": "RepositoryRole", "bypassMode": "always"}, "RepositoryRole:write"),
        ({"actorId": 2.0, "actorType": "RepositoryRole", "bypassMode": "pull_request"}, "RepositoryRole:maintain"),
        ({"actorId": 1, "actorType": "RepositoryRole", "bypassMode": "always"}, "RepositoryRole:read"),
        ({"actorId": 1234, "actorType": "RepositoryRole", "bypassMode": "always"}, "RepositoryRole:role 1234"),
        ({"actorType": "DeployKey", "bypassMode": "always"}, "DeployKey"),
    ],
)
def test_a_bypass_for_whoever_may_push_is_blocked(actor: dict[str, Any], whoever: str):
    (message,) = violations(REPOSITORY, {**RULESET, "bypassActors": [*RULESET["bypassActors"], actor]})
    assert message.startswith(f"it: bypass: {whoever!r} may bypass the rules")


@pytest.mark.parametrize(
    "actors",
    [
        None,
        [],
        [5, None, {"actorType": "RepositoryRole", "actorId": [4]}],
        [{"actorId": 1, "actorType": "OrganizationAdmin", "bypassMode": "always"}],
        [{"actorId": 4, "actorType": "Team", "bypassMode": "pull_request"}],
        [{"actorId": 15368, "actorType": "Integration", "bypassMode": "always"}],
    ],
)
def test_a_bypass_for_somebody_in_particular_passes(actors: Any):
    assert violations(REPOSITORY, {**RULESET, "bypassActors": actors}) == []


def test_the_name_of_the_check_is_configured():
    assert violations(REPOSITORY, RULESET, check="lint") == []
    (message,) = violations(PROTECTION_V3, PROTECTED[PROTECTION_V3], check="preview")
    assert "'preview' is not a required status check" in message
    assert '"contexts": ["preview"]' in message


@pytest.mark.parametrize("target", ["tag", "push"])
def test_rulesets_for_tags_and_pushes_are_left_alone(target: str):
    assert violations(REPOSITORY, {"target": target, "enforcement": "disabled", "rules": {}}) == []


def test_a_ruleset_without_rules_has_every_gap():
    assert len(violations(REPOSITORY, {"target": "branch", "enforcement": "disabled", "rules": {}})) == 6


@pytest.mark.parametrize(
    "path", ["rules.requiredStatusChecks.requiredChecks", "rules.pullRequest", "bypassActors", "enforcement"]
)
def test_an_unknown_part_fails_closed_and_leaves_the_others_judged(path: str):
    lax = changed(RULESET, "rules.deletion", False)
    unknown = UNKNOWN_LIST if path == "bypassActors" else UNKNOWN
    messages = violations(REPOSITORY, changed(lax, path, unknown))
    assert len(messages) == 2
    assert any("'deletion' is False" in message for message in messages)
    assert any(f"it: {path}: this cannot be decided at preview" in message for message in messages)


def test_an_unknown_repository_does_not_matter():
    assert violations(REPOSITORY, {**RULESET, "repository": UNKNOWN}) == []
