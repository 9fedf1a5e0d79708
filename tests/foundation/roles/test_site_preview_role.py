"""The role that publishes previews is for one workflow in one version, and reaches nothing but previews."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from foundation.github.repository_name import RepositoryName
from foundation.roles.site_preview_role import SitePreviewRole
from tests import examples
from tests.mock_cloud import Cloud

CONTEXT = replace(examples.CONTEXT, stack="dev", tags={"Project": "secure-site-foundation"})
WORKFLOW = f"example/secure-site/.github/workflows/site-previews.yml@{'c' * 40}"
BUCKET = "arn:aws:s3:::secure-site-dev-previews-123456789012"
ARGS: Mapping[str, Any] = {
    "context": CONTEXT,
    "repository": RepositoryName.parse("example@9919/site@75"),
    "branch": "main",
    "workflow": WORKFLOW,
    "provider_arn": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
}


def test_only_this_workflow_on_the_default_branch_of_this_repository_gets_it(cloud: Cloud) -> None:
    made = cloud.build(SitePreviewRole, "dev", ARGS)
    role = cloud.one("aws:iam/role:Role")
    (trust,) = json.loads(role["assumeRolePolicy"])["Statement"]
    issuer = "token.actions.githubusercontent.com"
    assert trust["Condition"] == {
        "StringEquals": {
            f"{issuer}:aud": "sts.amazonaws.com",
            f"{issuer}:sub": "repo:example@9919/site@75:ref:refs/heads/main",
            f"{issuer}:repository_id": "75",
            f"{issuer}:job_workflow_ref": WORKFLOW,
        }
    }
    assert cloud.value(made.arn) == "arn:aws:iam::123456789012:role/secure-site-dev-site-previews"
    assert made.bucket == BUCKET.removeprefix("arn:aws:s3:::")


def test_it_writes_previews_and_reads_how_they_are_served_and_its_boundary_says_the_same(cloud: Cloud) -> None:
    cloud.build(SitePreviewRole, "dev", ARGS)
    policy = cloud.one("aws:iam/rolePolicy:RolePolicy")["policy"]
    assert cloud.one("aws:iam/policy:Policy")["policy"] == policy
    statements = {one["Sid"]: one for one in json.loads(policy)["Statement"]}
    assert {sid: one["Resource"] for sid, one in statements.items()} == {
        "PreviewBucket": [BUCKET],
        "Previews": [f"{BUCKET}/.previews/*", f"{BUCKET}/.releases/preview/*"],
        "HowTheyAreServed": [f"{BUCKET}/.site/settings.json"],
    }
    assert statements["HowTheyAreServed"]["Action"] == ["s3:GetObject"]
    actions = {action for one in statements.values() for action in one["Action"]}
    assert {action.partition(":")[0] for action in actions} == {"s3"}
    assert not [action for action in actions if "Bucket" in action and not action.startswith("s3:List")]


def test_nothing_of_it_waits_for_the_first_update(cloud: Cloud) -> None:
    cloud.build(SitePreviewRole, "dev", ARGS, preview=True)
    assert {found.name: found.unknowns() for found in cloud.resources if found.unknowns()} == {}
