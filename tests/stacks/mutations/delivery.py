"""A pipeline that anybody can start, whose secrets lie open, or that builds with too much power."""

from typing import Any

import pulumi_aws as aws
import pulumi_github as github

from tests.stacks.mutations.mutation import added, changed, inside, put

_PIPELINE, _PROJECT, _RECEIVER, _SENDER = (
    "delivery-pipeline",
    "delivery-publish-project",
    "delivery-webhook-receiver",
    "delivery-webhook-sender",
)
_SOURCE = "stages.0.actions.0.configuration"
# Of no known shape, so that only where it lies can give it away.
_PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIN0bm8tb25l"
_SHAPELESS = "correct-horse-battery-staple"


def _one_more_variable(environment: dict[str, Any]) -> None:
    key = {"name": "AWS_SECRET_ACCESS_KEY", "value": _SHAPELESS, "type": "PLAINTEXT"}
    environment["environment_variables"] = [*environment["environment_variables"], key]


def _ruleset(enforcement: str = "active", checks: tuple[str, ...] = ("gate",), of: str = "~DEFAULT_BRANCH") -> None:
    github.RepositoryRuleset(
        "more",
        name="main",
        repository="site",
        target="branch",
        enforcement=enforcement,
        conditions={"ref_name": {"includes": [of], "excludes": []}},
        rules={
            "deletion": True,
            "non_fast_forward": True,
            "pull_request": {"required_approving_review_count": 1, "dismiss_stale_reviews_on_push": True},
            "required_status_checks": {"required_checks": [{"context": check} for check in checks]},
        },
    )


MUTATIONS = (
    changed(
        "the token of GitHub lies open in the state",
        "pipeline-source-secret",
        _PIPELINE,
        inside(_SOURCE, put(OAuthToken=_SHAPELESS)),
    ),
    changed(
        "the pipeline asks GitHub every minute",
        "pipeline-no-polling",
        _PIPELINE,
        inside(_SOURCE, put(PollForSourceChanges="true")),
    ),
    changed(
        "artifacts go to somebody else's bucket",
        "pipeline-encrypted-artifacts",
        _PIPELINE,
        put(artifact_stores=[{"type": "S3", "location": "somebody-elses-bucket"}]),
    ),
    changed(
        "anybody may start the pipeline",
        "pipeline-webhook-hmac",
        _RECEIVER,
        put(authentication="UNAUTHENTICATED", authentication_configuration={}),
    ),
    changed(
        "builds are privileged",
        "codebuild-privileged",
        _PROJECT,
        inside("environment", put(privileged_mode=True)),
    ),
    changed(
        "a secret key in a variable of the build",
        "codebuild-plain-secrets",
        _PROJECT,
        inside("environment", _one_more_variable),
    ),
    changed(
        "builds leave no log",
        "codebuild-logs",
        _PROJECT,
        put(logs_config={"cloudwatch_logs": {"status": "DISABLED"}}),
    ),
    changed(
        "artifacts of the build are not encrypted",
        "pipeline-encrypted-artifacts",
        _PROJECT,
        put(artifacts={"type": "CODEPIPELINE", "encryption_disabled": True}),
    ),
    changed(
        "GitHub calls whoever answers",
        "github-webhook",
        _SENDER,
        inside("configuration", put(insecure_ssl=True)),
    ),
    changed(
        "GitHub signs with a secret that lies open",
        "github-webhook",
        _SENDER,
        inside("configuration", put(secret=_SHAPELESS)),
    ),
    added("pull requests are merged without the gate", "github-ruleset", lambda: _ruleset(checks=("lint",))),
    added("the rules protect another branch", "github-protected-branch", lambda: _ruleset(of="refs/heads/unused")),
    added(
        "a key on a laptop may push",
        "github-deploy-key",
        lambda: github.RepositoryDeployKey("more", repository="site", title="ci", key=_PUBLIC_KEY, read_only=False),
    ),
    added(
        "a workflow approves its own change",
        "github-workflow-permissions",
        lambda: github.WorkflowRepositoryPermissions("more", repository="site", can_approve_pull_request_reviews=True),
    ),
    added(
        "actions run by a tag that can move",
        "github-actions-pinning",
        lambda: github.ActionsRepositoryPermissions("more", repository="site", allowed_actions="all"),
    ),
    added(
        "every branch deploys",
        "github-environment",
        lambda: github.RepositoryEnvironment("more", repository="site", environment="prod"),
    ),
    added(
        "the pull request of anyone runs a build",
        "codebuild-webhook",
        lambda: aws.codebuild.Webhook("more", project_name="secure-site-dev"),
    ),
    changed(
        "a token in a variable of the pipeline",
        "pipeline-plain-secrets",
        _PIPELINE,
        put(variables=[{"name": "NPM_TOKEN", "default_value": _SHAPELESS}]),
    ),
    added("the rules of the repository are switched off", "github-ruleset", lambda: _ruleset("disabled")),
)
