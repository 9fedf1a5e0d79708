"""Rule cloudfront-default-root-object: asked of distributions in front of a bucket."""

from typing import Any

import pytest

from secure_site_policies.rules.cloudfront_default_root_object import policy
from secure_site_policies.subjects.distributions import DISTRIBUTION, MULTITENANT
from tests.policies.judge import UNKNOWN, UNKNOWN_LIST, Judgement, judge

FINE = Judgement([], None)
BUCKET = {"domainName": UNKNOWN, "originAccessControlId": UNKNOWN}
SERVER = {"domainName": "old.example.com", "customOriginConfig": {"originProtocolPolicy": "https-only"}}


@pytest.mark.parametrize("resource_type", [DISTRIBUTION, MULTITENANT])
@pytest.mark.parametrize("origins", [[BUCKET], [SERVER, BUCKET]])
@pytest.mark.parametrize("missing", [{}, {"defaultRootObject": None}, {"defaultRootObject": ""}])
def test_the_root_is_a_page(resource_type: str, origins: list[Any], missing: dict[str, Any]):
    for known in ("index.html", UNKNOWN):
        assert judge(policy, resource_type, {"origins": origins, "defaultRootObject": known}) == FINE
    (message,) = judge(policy, resource_type, {"origins": origins, **missing}).violations
    assert message.startswith("it: defaultRootObject: 'defaultRootObject' is missing, so the root of the site is")
    assert message.endswith('\nWrite instead: default_root_object="index.html"')


@pytest.mark.parametrize("origin", [SERVER, {"vpcOriginConfig": {"vpcOriginId": "vo_1"}}])
def test_a_server_answers_for_its_own_root(origin: dict[str, Any]):
    assert judge(policy, DISTRIBUTION, {"origins": [origin]}) == FINE


def test_unknown_origins_fail_closed():
    (message,) = judge(policy, DISTRIBUTION, {"origins": UNKNOWN_LIST}).violations
    assert message.startswith("it: origins: this cannot be decided at preview")


def test_other_resources_are_left_alone():
    assert judge(policy, "aws:s3/bucket:Bucket", {"origins": [BUCKET]}) == FINE
