"""Precision and recall of `granted_actions` are 1.0: it finds every grant that the oracle finds, and no other.

`DOCUMENTS_SEED=2 pytest tests/policies/iam/test_oracle.py` judges other documents.
"""

import json
import os
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from moto.iam.aws_managed_policies import aws_managed_policies_data
from pulumi_policy.proxy import unknown_checking_proxy

from secure_site_policies.iam.wildcard_grants import granted_actions
from tests.policies.generated import SIZE, document
from tests.policies.oracle import Oracle, actions_of

ORACLE = Oracle()
FORMS: list[Callable[[Any], Any]] = [dict, json.dumps, partial(json.dumps, ensure_ascii=False), unknown_checking_proxy]
BATCH = 25
SEED = int(os.environ.get("DOCUMENTS_SEED", "1"))

batches = st.binary(min_size=BATCH * SIZE, max_size=BATCH * SIZE).map(
    lambda data: [document(data[start : start + SIZE]) for start in range(0, len(data), SIZE)]
)
"""One draw for a batch: hypothesis would spend a millisecond on a document that it draws piece by piece."""


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("iam:*AccessKey*", {"CreateAccessKey", "DeleteAccessKey", "ListAccessKeys", "UpdateAccessKey"}),
        ("IAM:listaccesskeys", {"ListAccessKeys"}),
        ("iam:*AccessKey", {"CreateAccessKey", "DeleteAccessKey", "UpdateAccessKey"}),
        ("iam:?????eAccessKey?", set[str]()),
        ("i?m:????AccessKeys", {"ListAccessKeys"}),
        ("AccessKey", set[str]()),
    ],
)
def test_the_oracle_reads_iams_own_examples_as_iam_does(pattern: str, covered: set[str]):
    names = ("ChangePassword", "CreateAccessKey", "DeleteAccessKey", "ListAccessKeys", "UpdateAccessKey")
    iam = Oracle(f"iam:{name}" for name in names)
    assert iam.covered(pattern) == {f"iam:{name}" for name in covered}


@pytest.mark.parametrize("service", ["s3", "iam", "ec2"])
def test_all_of_awss_own_policies_grant_what_the_oracle_says(service: str):
    policies = json.loads(aws_managed_policies_data)
    oracle = Oracle(actions_of(service))
    assert len(policies) >= 1_582
    for name, policy in policies.items():
        assert granted_actions(policy["Document"], service) == oracle.granted(policy["Document"]), name


def test_twenty_thousand_documents_grant_what_the_oracle_says():
    grants: dict[str, bool] = {}

    @seed(SEED)
    @settings(max_examples=1_200, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(batches)
    def judge(batch: list[dict[str, Any]]) -> None:
        for one in batch:
            expected = ORACLE.granted(one)
            for form in FORMS:
                assert granted_actions(form(one)) == expected, json.dumps(one)
            grants[json.dumps(one)] = bool(expected)

    judge()
    assert len(grants) >= 20_000
    assert 0.25 < sum(grants.values()) / len(grants) < 0.75
