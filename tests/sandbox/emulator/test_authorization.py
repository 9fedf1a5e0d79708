"""What local AWS asks IAM about a request."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.emulator.authorization.demands import Demand, demands
from sandbox.emulator.authorization.request import Request

ACCOUNT = "123456789012"
OWN = "arn:aws:something:::that-ministack-says"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"


def asked(
    operation: str, members: dict[str, Any] | None = None, *, body: bytes = b"", path: str = "/", service: str = ""
) -> list[Demand]:
    """The questions about a request with these members as JSON, or with a body."""
    content = body or json.dumps(members or {}).encode()
    request = Request(service or operation.split(":")[0], operation, path, {}, content, "eu-west-1", ACCOUNT)
    return list(demands(request, OWN))


def of_iam(operation: str, **members: str) -> list[Demand]:
    """The same, for the service whose requests are forms."""
    parameters = {name.replace("__", "."): [value] for name, value in members.items()}
    body = urlencode({name: value[0] for name, value in parameters.items()}).encode()
    return list(demands(Request("iam", f"iam:{operation}", "/", parameters, body, "eu-west-1", ACCOUNT), OWN))


def test_what_is_not_in_the_tables_is_about_what_ministack_says() -> None:
    (demand,) = asked("codebuild:ListProjects")
    assert (demand.action, demand.resource) == ("codebuild:ListProjects", OWN)


@pytest.mark.parametrize(
    ("operation", "members", "arn"),
    [
        ("cloudwatch:DeleteAlarms", {"AlarmNames": ["a"]}, f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:a"),
        ("events:PutTargets", {"Rule": "r"}, f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/r"),
        ("logs:GetDelivery", {"id": "d"}, f"arn:aws:logs:eu-west-1:{ACCOUNT}:delivery:d"),
        ("sns:TagResource", {"ResourceArn": "arn:aws:sns:::t"}, "arn:aws:sns:::t"),
        (
            "wafv2:GetWebACL",
            {"Name": "w", "Id": "1", "Scope": "CLOUDFRONT"},
            f"arn:aws:wafv2:eu-west-1:{ACCOUNT}:global/webacl/w/1",
        ),
    ],
)
def test_an_operation_is_about_the_resource_that_its_members_name(
    operation: str, members: dict[str, Any], arn: str
) -> None:
    assert [demand.resource for demand in asked(operation, members)] == [arn]


def test_what_a_key_is_used_for_is_said_by_its_context() -> None:
    (demand,) = asked("kms:Decrypt", {"EncryptionContext": {"stack": "secure-site-dev"}})
    assert demand.keys == {"kms:EncryptionContext:stack": "secure-site-dev"}


def test_each_resource_of_a_list_has_to_be_allowed() -> None:
    found = asked("codebuild:BatchGetProjects", {"names": ["one", "two"]})
    assert [demand.resource.rpartition("/")[2] for demand in found] == ["one", "two"]


def test_what_cloudfront_and_route_53_are_about_is_in_the_path() -> None:
    (function,) = asked("cloudfront:GetFunction", path="/2020-05-31/function/viewer")
    (change,) = asked("route53:GetChange", path="/2013-04-01/change/C1")
    assert function.resource == f"arn:aws:cloudfront::{ACCOUNT}:function/viewer"
    assert change.resource == "arn:aws:route53:::change/C1"


def test_an_operation_needs_the_action_by_which_iam_knows_it() -> None:
    (demand,) = asked("budgets:CreateBudget", {"Budget": {"BudgetName": "monthly"}})
    assert demand.action == "budgets:ModifyBudget"
    assert demand.resource == f"arn:aws:budgets::{ACCOUNT}:budget/monthly"


def test_whoever_hands_on_a_role_has_to_be_allowed_to_pass_it_to_that_service() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/build"
    create, passing = asked("codebuild:CreateProject", {"name": "p", "serviceRole": role})
    assert create.action == "codebuild:CreateProject"
    assert (passing.action, passing.resource) == ("iam:PassRole", role)
    assert passing.keys["iam:PassedToService"] == "codebuild.amazonaws.com"


def test_tags_need_an_action_of_their_own_only_where_they_are_given() -> None:
    tagged = asked("events:PutRule", {"Name": "r", "Tags": [{"Key": "Stack", "Value": "dev"}]})
    assert [demand.action for demand in tagged] == ["events:PutRule", "events:TagResource"]
    assert [demand.action for demand in asked("events:PutRule", {"Name": "r"})] == ["events:PutRule"]


def test_the_tags_in_a_request_are_condition_keys_in_every_protocol() -> None:
    xml = b"<C xmlns='x'><Tags><Items><Tag><Key>Stack</Key><Value>dev</Value></Tag></Items></Tags></C>"
    create, tag = asked("cloudfront:CreateDistributionWithTags", body=xml, path="/2020-05-31/distribution")
    assert create.action == "cloudfront:CreateDistribution"
    assert tag.resource == f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"
    as_json = asked("kms:CreateKey", {"Tags": [{"TagKey": "Stack", "TagValue": "dev"}]})
    for demand in (create, tag, *as_json):
        assert {key.lower(): value for key, value in demand.keys.items()}["aws:requesttag/stack"] == "dev"


def test_a_boundary_that_is_set_is_a_condition_key_and_none_is_no_key() -> None:
    (bound,) = of_iam("CreateRole", RoleName="r", PermissionsBoundary=BOUNDARY)
    (free,) = of_iam("CreateRole", RoleName="r")
    assert bound.keys["iam:PermissionsBoundary"] == BOUNDARY
    assert "iam:PermissionsBoundary" not in free.keys


def test_records_are_judged_by_name_and_type_as_route_53_writes_them() -> None:
    xml = (
        b"<R><Changes><Change><Action>CREATE</Action><ResourceRecordSet><Name>*.Example.com.</Name><Type>A</Type>"
        b"</ResourceRecordSet></Change></Changes></R>"
    )
    (demand,) = asked("route53:ChangeResourceRecordSets", body=xml, path="/2013-04-01/hostedzone/Z1/rrset")
    assert demand.keys["route53:ChangeResourceRecordSetsNormalizedRecordNames"] == [r"\052.example.com"]
    assert demand.keys["route53:ChangeResourceRecordSetsRecordTypes"] == ["A"]
