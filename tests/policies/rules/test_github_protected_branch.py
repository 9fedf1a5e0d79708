"""Rule github-protected-branch: which branch the rules hold for."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.rules.github_protected_branch import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource
from tests.policies.policy_examples import FINE

RULESET = "github:index/repositoryRuleset:RepositoryRuleset"
ORGANIZATION = "github:index/organizationRuleset:OrganizationRuleset"
PROTECTION = "github:index/branchProtection:BranchProtection"
PROTECTION_V3 = "github:index/branchProtectionV3:BranchProtectionV3"


def ruleset(*includes: Any, excludes: Any = (), name: str = "it", kind: str = RULESET, **more: Any) -> PolicyResource:
    conditions = {"refName": {"includes": list(includes), "excludes": list(excludes)}}
    return resource(kind, {"target": "branch", "repository": "site", "conditions": conditions, **more}, name=name)


@pytest.mark.parametrize(
    "rules",
    [
        ruleset("~DEFAULT_BRANCH"),
        ruleset("~ALL", kind=ORGANIZATION),
        ruleset("refs/heads/main"),
        ruleset("refs/heads/unused", "refs/heads/ma*"),
        ruleset("refs/heads/**/*"),
        ruleset("refs/heads/[lm]ai[a-n]"),
        ruleset("refs/heads/[!a-l]aster"),
        ruleset("refs/heads/**/*", excludes=["refs/heads/[^m]*", "refs/heads/m[[&&]ain", "refs/heads/[z-a]*"]),
        ruleset("~ALL", excludes=["refs/heads/dependabot/**/*"]),
        resource(RULESET, {"target": "tag", "conditions": {"refName": {"includes": ["~ALL"]}}}),
        resource(PROTECTION, {"pattern": "main"}),
        resource(PROTECTION, {"pattern": "m*"}),
        resource(PROTECTION_V3, {"branch": "master"}),
    ],
)
def test_rules_for_the_deployed_branch_pass(rules: PolicyResource):
    assert judge_stack(policy, rules) == FINE


@pytest.mark.parametrize(
    ("rules", "where"),
    [
        (ruleset("refs/heads/unused"), "refs/heads/unused"),
        (ruleset("main"), "main"),
        (ruleset("refs/heads/feature/*"), "refs/heads/feature/*"),
        (ruleset("~ALL", excludes=["~DEFAULT_BRANCH"]), "~ALL, not ~DEFAULT_BRANCH"),
        (ruleset("~DEFAULT_BRANCH", excludes=["refs/heads/m*"]), "~DEFAULT_BRANCH, not refs/heads/m*"),
        (ruleset("refs/heads/[!m]a*"), "refs/heads/[!m]a*"),
        (ruleset("refs/heads/[\\w]ain"), "refs/heads/[\\w]ain"),
        (ruleset(), "no branch"),
        (resource(RULESET, {"target": "branch"}), "no branch"),
        (resource(PROTECTION, {"pattern": "unused"}), "unused"),
        (resource(PROTECTION_V3, {"branch": "unused"}), "unused"),
    ],
)
def test_rules_for_another_branch_are_blocked(rules: PolicyResource, where: str):
    (message,) = judge_stack(policy, rules).violations
    assert message.startswith(f"it: the rules hold for {where!r}, not for the branch that is deployed (main or master)")


def test_a_second_ruleset_of_the_repository_may_protect_another_branch():
    other = ruleset("refs/heads/release/*", name="other")
    assert judge_stack(policy, ruleset("~DEFAULT_BRANCH"), other) == FINE
    elsewhere = ruleset("~DEFAULT_BRANCH", repository="elsewhere")
    assert len(judge_stack(policy, elsewhere, other).violations) == 1


def test_the_deployed_branch_is_configured_or_declared():
    trunk = ruleset("refs/heads/trunk")
    assert judge_stack(policy, trunk, config={"branches": ["trunk"]}) == FINE
    declared = resource("github:index/branchDefault:BranchDefault", {"branch": "trunk"}, name="default")
    assert judge_stack(policy, trunk, declared) == FINE


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge_stack(policy, resource(PROTECTION, {"pattern": UNKNOWN})).violations
    assert "cannot be decided at preview" in message
