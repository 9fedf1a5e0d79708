"""Rule github-workflow-permissions: a workflow gets no right to write that it does not ask for, and approves nothing.

A token that may write by default lets every workflow, and every action in it, push and publish. A workflow that may
approve pull requests voids the required review: one person writes the change and the workflow that approves it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.aspects import aspects_rule
from secure_site_policies.frame.rule import About, Objection, well_architected

_TYPES = (
    "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions",
    "github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions",
    "github:index/enterpriseActionsWorkflowPermissions:EnterpriseActionsWorkflowPermissions",
)
_DEFAULT, _APPROVE = "defaultWorkflowPermissions", "canApprovePullRequestReviews"
_ON: Mapping[str, Any] = {_DEFAULT: ("write",), _APPROVE: (True, "true")}


def _token(args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.props.get(_DEFAULT) in _ON[_DEFAULT]:
        yield Objection(
            "write",
            "'write' lets every workflow push, unless it says otherwise.\n"
            'Write instead: default_workflow_permissions="read", and `permissions:` in the workflows that must write.',
        )


def _approval(args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.props.get(_APPROVE) in _ON[_APPROVE]:
        yield Objection(
            _APPROVE,
            f"{_APPROVE!r} is true, so a workflow can give the review that a change needs.\n"
            "Write instead: can_approve_pull_request_reviews=False.",
        )


policy = aspects_rule(
    About(
        name="github-workflow-permissions",
        risk="One changed workflow can push to the repository, or approve its own pull request.",
        severity=Severity.HIGH,
        controls=(
            well_architected("SEC03-BP02", "Grant least privilege access"),
            well_architected("SEC11-BP07", "Regularly assess security properties of the pipelines"),
        ),
        fix="Give workflows read access by default, and no right to approve.",
        url="https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/control-permissions",
    ),
    _TYPES,
    {_DEFAULT: _token, _APPROVE: _approval},
)
"""Judges repositories, organizations and enterprises."""
