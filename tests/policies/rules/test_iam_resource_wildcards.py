"""Rule iam-resource-wildcards: which resources are named and which are left open, side by side."""

from typing import Any

import pytest

from components.iam.statements import ACTIONS_WITHOUT_RESOURCES, allow, document
from secure_site_policies.iam.documents import ATTACHED, ENDPOINTS, IDENTITIES, RESOURCE_POLICIES
from secure_site_policies.rules.iam_resource_wildcards import policy as rule
from tests.components.iam.test_boundary import CONTEXT
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import ATTACHMENT, FINE, ROLE_POLICY, at, aws_managed, places, policy, put

OBJECTS = ["s3:GetObject", "s3:PutObject"]
MANAGED = "aws:iam/policy:Policy"
ACCOUNT = "123456789012"


def violations(resource: Any, *actions: str) -> list[str]:
    statement = {"Action": list(actions or OBJECTS), "Resource": resource}
    return judge(rule, ROLE_POLICY, {"policy": policy(statement)}).violations


@pytest.mark.parametrize("anywhere", ["*", "arn:aws:s3:::*", "arn:aws:s3:::*/*"])
def test_a_role_that_may_get_and_put_in_any_bucket_is_blocked(anywhere: str):
    assert violations(anywhere) == [
        f"it: policy: 's3:GetObject, s3:PutObject on {anywhere}' in Statement[0] matches resources of any name."
        '\nWrite instead: "arn:aws:s3:::<bucket>" for a bucket, "arn:aws:s3:::<bucket>/*" for the '
        "objects in it."
    ]
    assert violations("arn:aws:s3:::site/*") == []


@pytest.mark.parametrize(("resource_type", "path"), places(IDENTITIES, ENDPOINTS, RESOURCE_POLICIES))
def test_a_written_document_is_judged(resource_type: str, path: str):
    named = {"Action": OBJECTS, "Resource": ["arn:aws:s3:::site", "arn:aws:s3:::site/*"]}
    assert judge(rule, resource_type, put(path, policy(named))) == FINE
    anywhere = {**named, "Sid": "Publish", "Resource": ["arn:aws:s3:::site/*", "arn:aws:s3:::prod-*/*"]}
    assert judge(rule, resource_type, put(path, policy({**anywhere, "Effect": "Deny"}))) == FINE
    (message,) = judge(rule, resource_type, put(path, policy(anywhere))).violations
    assert message.startswith(
        f"it: {at(path)}: 's3:GetObject, s3:PutObject on arn:aws:s3:::prod-*/*' in statement 'Publish' matches "
    )


@pytest.mark.parametrize(("resource_type", "path"), places(ATTACHED))
def test_an_attached_aws_managed_policy_is_judged(resource_type: str, path: str):
    fine, bad = (f"arn:aws:iam::aws:policy/{name}" for name in ("AWSAccountUsageReportAccess", "AWSLambdaExecute"))
    assert judge(rule, resource_type, put(path, fine)) == FINE
    assert [message.split("'")[1] for message in judge(rule, resource_type, put(path, bad)).violations] == [
        "logs:* on arn:aws:logs:*:*:*",
        "s3:GetObject, s3:PutObject on arn:aws:s3:::*",
    ]


def test_the_actions_of_an_aws_managed_policy_on_everything_are_told():
    (message,) = judge(rule, ATTACHMENT, aws_managed("AmazonEC2ContainerRegistryPullOnly")).violations
    assert "'ecr:BatchGetImage, ecr:BatchImportUpstreamImage, ecr:GetDownloadUrlForLayer on *' in " in message


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "**",
        "*:*",
        "?*",
        "arn:*",
        "arn:aws:*",
        "arn:aws:s3*",
        "arn:aws:*:*:*:*",
        "arn:*:s3:::site/*",
        "arn:aws:s?:::site/*",
        "arn:aws:s3:::sit?/*",
        "arn:aws:s3:::*site",
        "arn:aws:s3:::site*",
        "arn:aws:s3:eu-west-1:123456789012:accesspoint/*",
        "arn:aws:s3:eu-west-1:*:accesspoint/site/object/*",
        "arn:aws:iam::*:role/site",
        "arn:aws:iam::123456789012:*",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::123456789012:r*",
        "arn:aws:iam::123456789012:role/?ite",
        "arn:aws:iam::123456789012:*/site",
        "arn:aws:dynamodb:*:123456789012:table/site",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/*",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/*/index/*",
        "arn:aws:lambda:eu-west-1:123456789012:function:*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:*:*",
        "arn:aws:logs:eu-west-1:123456789012:*",
        "arn:aws:sqs:eu-west-1:123456789012:*",
        "arn:aws:sqs:eu-west-1:123456789012:?ueue",
        "arn:aws:execute-api:eu-west-1:123456789012:*",
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/*",
        "arn:aws:apigateway:eu-west-1::/restapis/*",
        "arn:aws:iam::123456789012:newkind/*",
        "arn:aws:nextyear:eu-west-1:123456789012:thing/*",
        "arn:aws:nextyear:eu-west-1:123456789012:*",
    ],
)
def test_a_resource_that_leaves_open_which_is_meant_is_blocked(resource: str):
    (message,) = violations(["arn:aws:s3:::named", resource], "iam:GetRole")
    assert f"'iam:GetRole on {resource}' in Statement[0] matches resources of any name" in message


@pytest.mark.parametrize(
    "variable",
    ["aws:UserAgent", "aws:Referer", "AWS:USERAGENT", "aws:SourceIp", "s3:prefix", "aws:RequestTag/bucket", "nosuch"],
)
@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:::${%s}/*",
        "arn:aws:s3:::site-${%s}",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:${%s}",
        "arn:aws:dynamodb:${%s}:123456789012:table/site",
        "arn:aws:iam::${%s}:role/site",
        "${%s}",
        "arn:aws:s3:::${%s, 'site'}/*",
    ],
)
def test_a_resource_that_the_requester_names_is_blocked(resource: str, variable: str):
    assert len(violations(resource % variable)) == 1


@pytest.mark.parametrize(
    "variable",
    [
        "aws:username",
        "AWS:UserName",
        "aws:userid",
        "aws:PrincipalAccount",
        "aws:PrincipalTag/team",
        "aws:PrincipalTag/team, 'nobody'",
        "cognito-identity.amazonaws.com:sub",
        "saml:sub",
        "transfer:HomeBucket",
    ],
)
def test_a_resource_that_the_identity_names_passes(variable: str):
    assert violations(f"arn:aws:s3:::${{{variable}}}/*") == []
    assert violations(f"arn:aws:dynamodb:eu-west-1:123456789012:table/${{{variable}}}", "dynamodb:GetItem") == []


def test_a_variable_below_a_named_resource_passes():
    assert violations("arn:aws:s3:::site/${aws:UserAgent}/*") == []
    assert violations("arn:aws:s3:::site${*}/*") == []


INSTANCES, ALL_KEYS = "arn:aws:ec2:*:*:instance/*", "arn:aws:kms:eu-west-1:123456789012:key/*"


def conditional(action: str | list[str], resource: str, **condition: Any) -> list[str]:
    statement = {"Action": action, "Resource": resource, "Condition": condition}
    return judge(rule, ROLE_POLICY, {"policy": policy(statement)}).violations


@pytest.mark.parametrize(
    ("action", "resource", "condition"),
    [
        ("ec2:StartInstances", INSTANCES, {"StringEquals": {"aws:ResourceTag/Owner": "${aws:username}"}}),
        ("ec2:StartInstances", INSTANCES, {"StringEquals": {"ec2:ResourceTag/team": ["site", "docs"]}}),
        ("ssm:SendCommand", INSTANCES, {"StringLike": {"ssm:resourceTag/team": "site"}}),
        (
            "ec2:TerminateInstances",
            INSTANCES,
            {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
        ),
        ("kms:Decrypt", ALL_KEYS, {"StringEquals": {"kms:RequestAlias": "alias/site"}}),
        ("kms:Decrypt", ALL_KEYS, {"ForAnyValue:StringEquals": {"kms:ResourceAliases": ["alias/site", "alias/docs"]}}),
        ("kms:Decrypt", ALL_KEYS, {"ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/site-*"}}),
        (
            "ec2:CreateNetworkInterfacePermission",
            "arn:aws:ec2:eu-west-1:123456789012:network-interface/*",
            {"ArnEquals": {"ec2:Subnet": "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0a1b"}},
        ),
    ],
)
def test_of_ids_that_aws_assigns_a_condition_says_which(action: str, resource: str, condition: dict[str, Any]):
    assert conditional(action, resource, **condition) == []
    assert len(conditional(action, resource)) == 1
    assert len(conditional(action, "*", **condition)) == 1
    ((operator, keys),) = condition.items()
    for open_condition in (
        {f"{operator}IfExists": keys},
        {f"ForAllValues:{operator.rpartition(':')[2]}": keys},
        {"StringNotEquals": keys},
        {"StringLike": dict.fromkeys(keys, "*")},
        {"StringLike": dict.fromkeys(keys, "${aws:UserAgent}")},
    ):
        assert len(conditional(action, resource, **open_condition)) == 1


def test_a_condition_says_nothing_about_names_that_the_program_chooses():
    tagged = {"StringEquals": {"aws:ResourceTag/team": "site"}}
    assert len(conditional("iam:GetRole", "arn:aws:iam::123456789012:role/*", **tagged)) == 1
    assert len(conditional("s3:GetObject", "arn:aws:s3:::*/*", **tagged)) == 1
    assert len(conditional("ec2:*", INSTANCES, **tagged)) == 1
    requested = {"StringEquals": {"aws:RequestTag/team": "site"}}
    assert len(conditional("ec2:TerminateInstances", INSTANCES, **requested)) == 1


@pytest.mark.parametrize(
    ("actions", "resource"),
    [
        (["comprehend:StartPiiEntitiesDetectionJob"], "*"),
        (["comprehend:StartPiiEntitiesDetectionJob"], "arn:aws:comprehend:eu-west-1:*:pii-entities-detection-job/*"),
        (["ec2:CreateVpc", "ec2:CreateSecurityGroup"], "*"),
        (["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"], "*"),
        (["ec2:CreateNetworkInterface"], "arn:aws:ec2:eu-west-1:123456789012:network-interface/*"),
        (["route53:GetChange"], "arn:aws:route53:::change/*"),
        (["cloudfront:GetOriginAccessControl"], "arn:aws:cloudfront::123456789012:origin-access-control/*"),
    ],
)
def test_what_does_not_exist_yet_cannot_be_named(actions: list[str], resource: str):
    assert violations(resource, *actions) == []
    assert len(violations(resource, *actions, "ec2:RunInstances")) == 1
    assert len(violations(resource, *actions, "ec2:StartInstances")) == 1


def test_an_exemption_covers_the_actions_of_its_day():
    def pattern(*actions: str) -> str:
        (message,) = violations("*", *actions)
        return message.split("'")[1]

    assert pattern("ec2:RunInstances") == "ec2:RunInstances on *"
    assert pattern("s3:DeleteObject", "ec2:RunInstances") == "ec2:RunInstances, s3:DeleteObject on *"
    many = [f"nextyear:Act{number}" for number in range(40)]
    assert pattern(*many) == pattern(*many[::-1])
    assert pattern(*many) != pattern(*many[:-1], "nextyear:Act99")
    assert len(pattern(*many)) < 200


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:::site",
        "arn:aws:s3:::site/*",
        "arn:aws:s3:::site/*/index.html",
        "arn:aws:s3:eu-west-1:123456789012:accesspoint/site/object/*",
        "arn:aws:iam::123456789012:role/site",
        "arn:aws:iam::123456789012:role/secure-site-dev-*",
        "arn:aws:iam::123456789012:user/${aws:username}",
        "arn:aws:iam::123456789012:role/delivery/*",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/site/index/*",
        "arn:aws:lambda:eu-west-1:123456789012:function:site:*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/codebuild/site:*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/codebuild/site:log-stream:*",
        "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/codebuild/*",
        "arn:aws:sqs:eu-west-1:123456789012:site-*",
        "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/*/GET/site",
        "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/*",
        "arn:aws:nextyear:eu-west-1:123456789012:thing/site-*",
        "arn:aws:nextyear:eu-west-1:123456789012:site-*",
        "execute-api:/*",
        "not an ARN",
        "",
    ],
)
def test_a_resource_that_is_named_passes_with_what_is_inside_it(resource: str):
    assert violations(resource, "iam:GetRole") == []


@pytest.mark.parametrize(
    "action", [*sorted(ACTIONS_WITHOUT_RESOURCES), "ECR:GetAuthorizationToken", "ecr:GetAuthorization*"]
)
def test_an_action_that_nobody_can_narrow_takes_everything(action: str):
    assert violations("*", action) == []
    assert violations("arn:aws:s3:::*", "s3:ListAllMyBuckets", action) == []


@pytest.mark.parametrize(
    "action",
    [
        "kms:Decrypt",
        "S3:getobject",
        "s3:Get*",
        "s3:*",
        "*",
        "?*",
        "s3:NextYear",
        "nextyear:Get",
        "nextyear:*",
        "broken",
    ],
)
def test_an_action_that_can_be_narrowed_or_that_nobody_knows_does_not(action: str):
    (message,) = violations("*", "s3:ListAllMyBuckets", action)
    assert f"'{action} on *' in" in message


def test_not_action_allows_what_can_be_narrowed():
    statement = {"NotAction": "iam:*", "Resource": "*"}
    (message,) = judge(rule, ROLE_POLICY, {"policy": policy(statement)}).violations
    assert "'NotAction on *' in" in message


@pytest.mark.parametrize(
    ("resource", "action", "instead"),
    [
        ("*", "kms:Decrypt", "their forms: https://docs.aws.amazon.com/service-authorization/latest/reference/list_"),
        ("*", "nextyear:Get", "reference_policies_actions-resources-contextkeys.html"),
        (
            INSTANCES,
            "ec2:StartInstances",
            '"arn:aws:ec2:<region>:<account>:instance/<id>", with the id that AWS assigned',
        ),
        ("arn:aws:iam::*:role/*", "iam:GetRole", '"arn:aws:iam::<account>:role/<name>".'),
        ("arn:*:iam::123456789012:role/site", "iam:GetRole", '"arn:aws:iam::123456789012:role/site".'),
        (
            "arn:aws:dynamodb:*:*:table/site/index/*",
            "dynamodb:Query",
            '"arn:aws:dynamodb:<region>:<account>:table/site/index/*".',
        ),
    ],
)
def test_the_message_says_what_to_write_instead(resource: str, action: str, instead: str):
    (message,) = violations(resource, action)
    assert instead in message.partition("Write instead: ")[2]


def test_each_resource_is_reported_once_with_its_statements_and_actions():
    read, write = ({"Action": action, "Resource": ["*", "arn:aws:s3:::*"]} for action in OBJECTS)
    found = judge(rule, ROLE_POLICY, {"policy": policy(read, write, read)}).violations
    assert [message.split(".\n")[0] for message in found] == [
        f"it: policy: 's3:GetObject, s3:PutObject on {resource}' in Statement[0], Statement[1], Statement[2] matches "
        "resources of any name"
        for resource in ("*", "arn:aws:s3:::*")
    ]


OWN = [
    *(f"aws:kms/{kind[0].lower()}{kind[1:]}:{kind}" for kind in ("Key", "KeyPolicy", "ReplicaKey", "ExternalKey")),
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:codeartifact/domainPermissions:DomainPermissions",
]


@pytest.mark.parametrize("resource_type", OWN)
def test_the_policy_of_a_key_or_a_secret_means_itself_by_a_star(resource_type: str):
    path = RESOURCE_POLICIES[resource_type]
    statement = {"Action": "kms:Decrypt", "Principal": {"AWS": ACCOUNT}, "Resource": "*"}
    assert judge(rule, resource_type, put(path, policy(statement))) == FINE
    elsewhere = {**statement, "Resource": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/*"}
    assert len(judge(rule, resource_type, put(path, policy(elsewhere))).violations) == 1


@pytest.mark.parametrize("resource_type", ["aws:s3/bucketPolicy:BucketPolicy", "aws:sqs/queuePolicy:QueuePolicy"])
def test_the_policy_of_a_bucket_or_a_queue_names_it(resource_type: str):
    statement = {"Action": "sqs:SendMessage", "Principal": {"AWS": ACCOUNT}, "Resource": "*"}
    assert len(judge(rule, resource_type, {"policy": policy(statement)}).violations) == 1


def test_what_this_stack_writes_passes():
    write = allow(["logs:CreateLogStream", "logs:PutLogEvents"], CONTEXT.arn("logs", "log-group:/aws/codebuild/site:*"))
    read = allow("s3:GetObject", "arn:aws:s3:::site/*")
    assert judge(rule, ROLE_POLICY, {"policy": document(read, write, allow("sts:GetCallerIdentity", "*"))}) == FINE


def test_an_unknown_document_is_a_violation():
    (message,) = judge(rule, ROLE_POLICY, {"policy": UNKNOWN}).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("bad", ["", "{", 5, {}, {"Statement": [{"Effect": "Allow", "Resource": {"*": 1}}]}])
def test_a_document_that_is_none_is_a_violation_and_no_crash(bad: object):
    assert len(judge(rule, ROLE_POLICY, {"policy": bad}).violations) == 1
