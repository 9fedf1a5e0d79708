"""Rule github-protected-branch: a ruleset or protection holds for the branch that is deployed.

Rules for a branch that does not exist, or with the deployed branch among the exceptions, protect nothing. Rule
github-ruleset judges what the rules require.
https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from pulumi_policy import PolicyResource, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.rule import About, Objection, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack, known

_RULESETS = ("github:index/repositoryRuleset:RepositoryRuleset", "github:index/organizationRuleset:OrganizationRuleset")
_PROTECTIONS = {
    "github:index/branchProtection:BranchProtection": "pattern",
    "github:index/branchProtectionV3:BranchProtectionV3": "branch",
}
"""Type -> the property with the name of the branch, which may be a pattern."""
_NAMED = {"github:index/branchDefault:BranchDefault": "branch", "github:index/repository:Repository": "defaultBranch"}
_CONFIG, _BRANCHES = "branches", ("main", "master")
_OF = ("repository", "repositoryId")
_EVERY = ("~ALL", "~DEFAULT_BRANCH")


def _judge(subject: PolicyResource, stack: Stack) -> Iterator[Objection]:
    branches = _deployed(stack)
    if not _protects(subject, branches) and not any(_protects(other, branches) for other in _beside(subject, stack)):
        where = ", ".join(_targets(subject)) or "no branch"
        yield Objection(
            where,
            f"the rules hold for {where!r}, not for the branch that is deployed ({' or '.join(branches)}).\n"
            'Write instead: conditions={"ref_name": {"includes": ["~DEFAULT_BRANCH"], "excludes": []}} in a ruleset, '
            "or the name of the branch in a protection.",
        )


def _deployed(stack: Stack) -> Sequence[str]:
    """The names that the deployed branch may have."""
    configured = cast(Sequence[str], stack.config.get(_CONFIG, _BRANCHES))
    named = [name for kind, key in _NAMED.items() for one in stack.all(kind) for name in known(one, key)]
    return [*configured, *sorted(set(named) - set(configured))]


def _beside(subject: PolicyResource, stack: Stack) -> Iterator[PolicyResource]:
    """The other rules of the same repository; for an organization's ruleset, all others."""
    own = known(subject, *_OF)
    for other in stack.all(*_RULESETS, *_PROTECTIONS):
        if other.urn != subject.urn and (not own or known(other, *_OF) & own or _shares_repository(subject, other)):
            yield other


def _shares_repository(subject: PolicyResource, other: PolicyResource) -> bool:
    own, others = (
        {one.urn for key in _OF for one in each.property_dependencies.get(key, ())} for each in (subject, other)
    )
    return bool(own & others)


def _protects(rules: PolicyResource, branches: Sequence[str]) -> bool:
    if rules.resource_type in _PROTECTIONS:
        pattern = str(rules.props.get(_PROTECTIONS[rules.resource_type]))
        return any(_matches(pattern, branch) for branch in branches)
    if rules.props.get("target") not in (None, "branch"):
        return True  # rules for tags and pushes have other subjects
    names = _ref_name(rules)
    included, excluded = _texts(names.get("includes")), _texts(names.get("excludes"))
    refs = [f"refs/heads/{branch}" for branch in branches]
    if any(one in _EVERY or any(_matches(one, ref) for ref in refs) for one in excluded):
        return False
    return any(one in _EVERY or any(_matches(one, ref) for ref in refs) for one in included)


def _targets(rules: PolicyResource) -> Sequence[str]:
    try:
        if rules.resource_type in _PROTECTIONS:
            return [str(rules.props.get(_PROTECTIONS[rules.resource_type]))]
        names = _ref_name(rules)
        return [*_texts(names.get("includes")), *(f"not {one}" for one in _texts(names.get("excludes")))]
    except UnknownValueError:
        return []


def _ref_name(rules: PolicyResource) -> Mapping[str, Any]:
    return the_object(the_object(rules.props.get("conditions")).get("refName"))


def _texts(value: object) -> Sequence[str]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return []
    return [str(one) for one in cast(Sequence[Any], value)]


def _matches(pattern: str, name: str) -> bool:
    """Whether a pattern of GitHub matches: `*` stops at a slash, `**/` does not.

    https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#using-fnmatch-syntax
    """
    text = "".join(map(_as_expression, re.split(r"(\*\*/|\*+|\?|\[[^\]]+\])", pattern)))
    try:
        return bool(re.fullmatch(text, name))
    except re.error:
        return False


def _as_expression(part: str) -> str:
    """A part of a pattern of GitHub as a regular expression. In brackets are characters and ranges of them."""
    if len(part) > 1 and part.startswith("[") and part.endswith("]"):
        inside = part[1:-1]
        but = "^" if inside[0] in "!^" and len(inside) > 1 else ""
        return f"[{but}{re.escape(inside[len(but) :]).replace(chr(92) + '-', '-')}]"
    if part == "**/":
        return "(?:[^/]+/)*"
    return "[^/]" if part == "?" else "[^/]*" if part.startswith("*") else re.escape(part)


policy = stack_rule(
    About(
        name="github-protected-branch",
        risk="Rules that hold for another branch let everyone who may push change the branch that is deployed.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC11-BP07", "Regularly assess security properties of the pipelines"),),
        fix="Let the rules include the default branch, and exclude no branch that is deployed.",
        url="https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository",
        config={
            _CONFIG: {
                "type": "array",
                "items": {"type": "string"},
                "default": list(_BRANCHES),
                "description": "Names of the branch that is deployed, beside those that the program itself declares.",
            }
        },
    ),
    (*_RULESETS, *_PROTECTIONS),
    _judge,
)
"""Judges each ruleset and branch protection, with the others of its repository."""
