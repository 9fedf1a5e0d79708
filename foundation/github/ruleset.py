"""The ruleset that protects a branch of a GitHub repository."""

import pulumi
import pulumi_github as github

_GITHUB_ACTIONS = 15368
"""Id of the app "GitHub Actions" at github.com, from https://api.github.com/apps/github-actions.

GitHub: https://docs.github.com/rest/apps/apps#get-an-app
"""


def protect_branch(
    name: str, repository: str, branch: str, check: str, required_reviews: int, child: pulumi.ResourceOptions
) -> github.RepositoryRuleset:
    """Creates a ruleset that binds administrators too: only a reviewed pull request that passed the check merges.

    A push dismisses earlier approvals, and the author of the last push cannot approve it.
    GitHub: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
    """
    return github.RepositoryRuleset(
        f"{name}-ruleset",
        name=f"protect {branch}",
        repository=repository,
        target="branch",
        enforcement="active",
        conditions={"ref_name": {"includes": [f"refs/heads/{branch}"], "excludes": []}},
        rules={
            "deletion": True,
            "non_fast_forward": True,
            "required_linear_history": True,
            "pull_request": {
                # The methods that keep the history linear.
                "allowed_merge_methods": ["rebase", "squash"],
                "required_approving_review_count": required_reviews,
                "dismiss_stale_reviews_on_push": True,
                "require_last_push_approval": True,
                "required_review_thread_resolution": True,
            },
            "required_status_checks": {
                # Without the app's id, any user who may write statuses could report the check as passed.
                "required_checks": [{"context": check, "integration_id": _GITHUB_ACTIONS}],
                "strict_required_status_checks_policy": True,
            },
        },
        opts=child,
    )
