"""Trust policies."""

from collections.abc import Iterator

from tests.policies.corpus.example import (
    ACCOUNT,
    ORGANIZATION,
    OTHER,
    OTHER_ROOT,
    ROLE,
    ROOT,
    Example,
    arn,
    example,
    service,
    source,
    twin,
)

_WITHOUT = {
    "apigateway": "apigateway/latest/developerguide/set-up-logging.html",
    "cloudtrail": "awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html",
    "credentials.iot": "iot/latest/developerguide/authorizing-direct-aws.html",
    "dax": "amazondynamodb/latest/developerguide/DAX.access-control.html",
    "ec2": "AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
    "ecs": "AmazonECS/latest/developerguide/infrastructure_IAM_role.html",
    "eks": "eks/latest/userguide/cluster-iam-role.html",
    "elastictranscoder": "elastictranscoder/latest/developerguide/access-control.html",
    "lambda": "lambda/latest/dg/lambda-intro-execution-role.html",
    "workspaces": "workspaces/latest/adminguide/workspaces-access-control.html",
}
"""Service whose source no guide names -> page with a trust that has no condition."""

_WITH = {
    "amplify": ("apps/a1b2c3/branches/main", "IAM/latest/UserGuide/confused-deputy.html"),
    "backup": ("backup-vault:site", "aws-backup/latest/devguide/cross-service-confused-deputy-prevention.html"),
    "batch": ("job-queue/site", "batch/latest/userguide/cross-service-confused-deputy-prevention.html"),
    "bedrock": ("knowledge-base/*", "bedrock/latest/userguide/cross-service-confused-deputy-prevention.html"),
    "codebuild": ("project/site", "codebuild/latest/userguide/cross-service-confused-deputy-prevention.html"),
    "codedeploy": ("deploymentgroup:site/live", "codedeploy/latest/userguide/security_confused_deputy.html"),
    "config": ("*", "config/latest/developerguide/cross-service-confused-deputy-prevention.html"),
    "datasync": ("*", "datasync/latest/userguide/cross-service-confused-deputy-prevention.html"),
    "dlm": ("policy/*", "ebs/latest/userguide/service-role.html"),
    "ecs-tasks": ("*", "AmazonECS/latest/developerguide/task-iam-roles.html"),
    "eks-fargate-pods": ("fargateprofile/site/*", "eks/latest/userguide/pod-execution-role.html"),
    "events": ("rule/site", "eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html"),
    "glue": ("job/site", "glue/latest/dg/cross-service-confused-deputy-prevention.html"),
    "iot": ("rule/site", "iot/latest/developerguide/cross-service-confused-deputy-prevention.html"),
    "kinesisanalytics": ("application/site", "IAM/latest/UserGuide/confused-deputy.html"),
    "logs": ("*", "AmazonCloudWatch/latest/logs/SubscriptionFilters.html"),
    "monitoring.rds": ("db:site", "AmazonRDS/latest/UserGuide/cross-service-confused-deputy-prevention.html"),
    "pipes": ("pipe/site", "eventbridge/latest/userguide/eb-pipes-permissions.html"),
    "sagemaker": ("*", "sagemaker/latest/dg/security-confused-deputy-prevention.html"),
    "scheduler": ("schedule-group/site", "scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html"),
    "ssm": ("*", "systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html"),
    "states": ("stateMachine:*", "step-functions/latest/dg/procedure-create-iam-role.html"),
    "transfer": ("user/*", "transfer/latest/userguide/confused-deputy.html"),
    "vpc-flow-logs": ("vpc-flow-log/*", "vpc/latest/userguide/flow-logs-iam-role.html"),
}
"""Service that sends its source -> the resource in aws:SourceArn, and the page."""

_ASSUME = {"Action": "sts:AssumeRole"}
_OPEN = twin("open-principals", Principal={"AWS": "*"})


def trusts() -> Iterator[Example]:
    """The examples."""
    for name, page in _WITHOUT.items():
        bucket = twin("confused-deputy", Principal=service("codebuild"))
        yield example("trust", name, page, {**_ASSUME, "Principal": service(name)}, twins=[bucket, _OPEN])
    for name, (resource, page) in _WITH.items():
        statement = {**_ASSUME, "Principal": service(name), "Condition": source(arn(name, resource))}
        any_account = {"ArnLike": {"aws:SourceArn": arn(name, resource, account="*")}}
        yield example(
            "trust",
            name,
            page,
            statement,
            twins=[
                twin("confused-deputy", Condition=None),
                twin("confused-deputy", Condition=any_account),
                twin("confused-deputy", Condition={"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}),
            ],
        )
    yield from _special_services()
    yield from _accounts()
    yield from _providers()


def _special_services() -> Iterator[Example]:
    edge = {**_ASSUME, "Principal": {"Service": ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]}}
    yield example(
        "trust",
        "Lambda@Edge",
        "AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html",
        edge,
        twins=[_OPEN],
    )
    pods = {"Action": ["sts:AssumeRole", "sts:TagSession"], "Principal": service("pods.eks")}
    yield example("trust", "EKS Pod Identity", "eks/latest/userguide/pod-id-role.html", pods, twins=[_OPEN])
    if_sent = {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}
    yield example(
        "trust",
        "codepipeline, whose guide has no condition",
        "codepipeline/latest/userguide/how-to-custom-role.html",
        {**_ASSUME, "Principal": service("codepipeline"), "Condition": if_sent},
        twins=[twin("confused-deputy", Condition=None), twin("confused-deputy", Principal=service("codebuild"))],
    )
    china = {**_ASSUME, "Principal": {"Service": "ec2.amazonaws.com.cn"}}
    yield example(
        "trust", "EC2 in China", "AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html", china, twins=[_OPEN]
    )
    for name, external, page in (
        ("elasticbeanstalk", "elasticbeanstalk", "elasticbeanstalk/latest/dg/iam-servicerole.html"),
        ("vmie", "vmimport", "vm-import/latest/userguide/required-permissions.html"),
        ("firehose", ACCOUNT, "firehose/latest/dev/controlling-access.html"),
    ):
        condition = {"StringEquals": {"sts:ExternalId": external}}
        statement = {**_ASSUME, "Principal": service(name), "Condition": condition}
        yield example("trust", name, page, statement, twins=[twin("confused-deputy", Principal=service("events"))])
    any_of_organization = {"StringEquals": {"aws:SourceOrgID": ORGANIZATION}}
    yield example(
        "trust",
        "a service for the accounts of an organization",
        "IAM/latest/UserGuide/confused-deputy.html",
        {**_ASSUME, "Principal": service("cloudformation"), "Condition": any_of_organization},
        twins=[twin("confused-deputy", Condition={"StringLike": {"aws:SourceOrgID": "o-*"}})],
    )


def _accounts() -> Iterator[Example]:
    page = "IAM/latest/UserGuide/id_roles_create_for-user.html"
    yield example("trust", "the own account", page, {**_ASSUME, "Principal": {"AWS": ROOT}}, twins=[_OPEN])
    yield example("trust", "one role", page, {**_ASSUME, "Principal": {"AWS": ROLE}}, twins=[_OPEN])
    with_mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    yield example(
        "trust",
        "people with a second factor",
        "IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
        {**_ASSUME, "Principal": {"AWS": ROOT}, "Condition": with_mfa},
        twins=[_OPEN],
    )
    yield example(
        "trust",
        "a third party with its external id",
        "IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
        {**_ASSUME, "Principal": {"AWS": OTHER_ROOT}, "Condition": {"StringEquals": {"sts:ExternalId": "7f3c"}}},
        twins=[twin("open-principals", Principal={"AWS": "*"}, Condition={"StringEquals": {"sts:ExternalId": "7f3c"}})],
    )
    organization = {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}
    yield example(
        "trust",
        "anyone of the organization",
        "IAM/latest/UserGuide/reference_policies_condition-keys.html",
        {**_ASSUME, "Principal": "*", "Condition": organization},
        twins=[
            twin("open-principals", Condition={"StringLike": {"aws:PrincipalOrgID": "o-*"}}),
            twin("open-principals", Condition=None),
        ],
    )
    unit = {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{ORGANIZATION}/r-ab12/ou-ab12-11111111/*"}}
    yield example(
        "trust",
        "anyone of one organizational unit",
        "IAM/latest/UserGuide/reference_policies_condition-keys.html",
        {**_ASSUME, "Principal": {"AWS": "*"}, "Condition": unit},
        twins=[
            twin("open-principals", Condition={"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "*/r-ab12/*"}}),
            twin("open-principals", Condition={"ForAllValues:StringLike": unit["ForAnyValue:StringLike"]}),
        ],
    )
    for several in ([ROOT, OTHER_ROOT], [OTHER]):
        yield example(
            "trust", f"{len(several)} accounts", page, {**_ASSUME, "Principal": {"AWS": several}}, twins=[_OPEN]
        )


def _provider(issuer: str) -> dict[str, str]:
    return {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"}


def _providers() -> Iterator[Example]:
    yield from _web_identities()
    yield from _certificates_and_saml()


def _web_identities() -> Iterator[Example]:
    web = {"Action": "sts:AssumeRoleWithWebIdentity"}
    github = "token.actions.githubusercontent.com"
    for subject in ("repo:acme/site:ref:refs/heads/main", "repo:acme/site:environment:production"):
        exact = {f"{github}:aud": "sts.amazonaws.com", f"{github}:sub": subject}
        yield example(
            "trust",
            f"GitHub Actions, {subject}",
            "IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
            {**web, "Principal": _provider(github), "Condition": {"StringEquals": exact}},
            twins=[
                twin("oidc-trust", Condition={"StringEquals": {f"{github}:aud": "sts.amazonaws.com"}}),
                twin("oidc-trust", Condition={"StringLike": {**exact, f"{github}:sub": "repo:acme/*"}}),
                twin("oidc-trust", Condition=None),
            ],
        )
    cluster = "oidc.eks.eu-west-1.amazonaws.com/id/A1B2C3"
    account = {f"{cluster}:aud": "sts.amazonaws.com", f"{cluster}:sub": "system:serviceaccount:site:web"}
    yield example(
        "trust",
        "a service account of Kubernetes",
        "eks/latest/userguide/associate-service-account-role.html",
        {**web, "Principal": _provider(cluster), "Condition": {"StringEquals": account}},
        twins=[
            twin("oidc-trust", Condition={"StringEquals": {f"{cluster}:aud": "sts.amazonaws.com"}}),
            twin("oidc-trust", Condition={"StringLike": {f"{cluster}:sub": "system:serviceaccount:*"}}),
        ],
    )
    cognito = "cognito-identity.amazonaws.com"
    pool = {"StringEquals": {f"{cognito}:aud": "eu-west-1:0a1b"}}
    signed_in = {"ForAnyValue:StringLike": {f"{cognito}:amr": "authenticated"}}
    yield example(
        "trust",
        "signed-in users of an identity pool",
        "cognito/latest/developerguide/role-trust-and-permissions.html",
        {**web, "Principal": {"Federated": cognito}, "Condition": {**pool, **signed_in}},
        twins=[
            twin("oidc-trust", Condition={**pool, "ForAnyValue:StringLike": {f"{cognito}:amr": "unauthenticated"}}),
            twin("oidc-trust", Condition=pool),
            twin("oidc-trust", Condition=signed_in),
        ],
    )
    google = {"StringEquals": {"accounts.google.com:aud": "66677788899900pro0"}}
    yield example(
        "trust",
        "users of an application with Google",
        "IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        {**web, "Principal": {"Federated": "accounts.google.com"}, "Condition": google},
        twins=[twin("oidc-trust", Condition=None)],
    )


def _certificates_and_saml() -> Iterator[Example]:
    saml = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    yield example(
        "trust",
        "SAML",
        "IAM/latest/UserGuide/id_roles_create_for-idp_saml.html",
        {
            "Action": "sts:AssumeRoleWithSAML",
            "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/site"},
            "Condition": saml,
        },
        twins=[twin("oidc-trust", Condition=None)],
    )
    anywhere = {
        "StringEquals": {"aws:PrincipalTag/x509Subject/CN": "web"},
        "ArnEquals": {"aws:SourceArn": arn("rolesanywhere", "trust-anchor/0a1b")},
    }
    yield example(
        "trust",
        "IAM Roles Anywhere",
        "rolesanywhere/latest/userguide/trust-model.html",
        {
            "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
            "Principal": service("rolesanywhere"),
            "Condition": anywhere,
        },
        twins=[twin("confused-deputy", Condition={"StringEquals": anywhere["StringEquals"]})],
    )
