"""Rule unread-grants: each grant in another language is reported, as advice."""

import pytest
from pulumi_policy import EnforcementLevel

from secure_site_policies.data.tables import keys
from secure_site_policies.rules.unread_grants import LANGUAGES, policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE


def test_the_table_is_as_long_as_what_was_found():
    assert len(keys(LANGUAGES)) > 50


@pytest.mark.parametrize("kind", keys(LANGUAGES))
def test_every_grant_in_another_language_is_reported(kind: str):
    (message,) = judge(policy, kind, {"anything": UNKNOWN}).violations
    assert message.startswith(f"it: {kind}: '{kind.rpartition(':')[2]}' is ")
    assert message.endswith(", which no rule reads: review who gets which access.")


def test_it_is_advice():
    assert policy.enforcement_level == EnforcementLevel.ADVISORY


@pytest.mark.parametrize("kind", ["aws:iam/role:Role", "aws:s3/bucket:Bucket", "random:index/randomId:RandomId"])
def test_other_resources_are_none_of_its_business(kind: str):
    assert judge(policy, kind, {}) == FINE


def test_a_grant_of_another_package_is_one_as_well():
    entry = {"clusterName": "c", "principalArn": "arn:aws:iam::123456789012:role/r"}
    assert len(judge(policy, "aws-native:eks:AccessEntry", entry).violations) == 1
    assert len(judge(policy, "aws:index/kmsGrant:KmsGrant", {"granteePrincipal": "arn"}).violations) == 1
