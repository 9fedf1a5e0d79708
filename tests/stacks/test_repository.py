"""The repository's settings on the real engine: made, kept, changed and taken back. GitHub itself is recorded."""

import re
from pathlib import Path

import pulumi

from foundation.github.environment import Environment
from foundation.github.repository import Repository
from tests.stacks.trial import trial_of

_IDS = {
    "repository-PROD_AWS_REGION": r"site:PROD_AWS_REGION",
    "repository-actions": r"site",
    "repository-alerts": r"[0-9]+",
    "repository-prod": r"site:prod",
    "repository-prod-DEPLOY_ROLE_ARN": r"site:prod:DEPLOY_ROLE_ARN",
    "repository-prod-branch": r"site:prod:[0-9]+",
    "repository-ruleset": r"[0-9]+",
    "repository-updates": r"site",
    "repository-workflows": r"site",
}
"""The form of each id, by logical name, as the provider's documentation has it under Import."""


def settings(reviewers: tuple[int, ...] = (), region: str = "eu-west-1") -> None:
    # An output, as the role's ARN is one of another resource.
    role = pulumi.Output.from_input("arn:aws:iam::123456789012:role/secure-site-prod-deploy")
    Repository(
        "repository",
        {
            "repository": "example/site",
            "environments": {"prod": Environment({"DEPLOY_ROLE_ARN": role}, reviewer_users=reviewers)},
            "variables": {"PROD_AWS_REGION": region},
        },
    )


def test_the_settings_live_and_end_on_the_real_engine(tmp_path: Path) -> None:
    with trial_of(settings, tmp_path) as trial:
        assert trial.up() == dict.fromkeys(["repository", *_IDS], "create")
        ids = trial.ids()
        assert {name: bool(re.fullmatch(form, ids[name])) for name, form in _IDS.items()} == dict.fromkeys(_IDS, True)
        assert trial.state("repository-alerts")["repositoryId"] == trial.state("repository-prod")["repositoryId"]
        assert trial.state("repository-prod-branch")["policyId"] == int(ids["repository-prod-branch"].split(":")[2])

        assert trial.up() == {}
        assert trial.refresh() == {}

        trial.program = lambda: settings(reviewers=(101,), region="eu-central-1")
        assert trial.up() == dict.fromkeys(["repository-prod", "repository-PROD_AWS_REGION"], "update")
        assert trial.up() == {}

        assert trial.destroy() == dict.fromkeys(["repository", *_IDS], "delete")
        assert trial.resources() == []
