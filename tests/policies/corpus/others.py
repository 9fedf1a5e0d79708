"""Policies of other resources: repositories, secrets, file systems, domains, buses, APIs."""

from collections.abc import Iterator

from tests.policies.corpus.example import (
    ANYONE,
    ORG,
    OTHER,
    OTHER_ROOT,
    ROLE,
    UNNAMED,
    Example,
    arn,
    example,
    service,
    source,
    twin,
)


def others() -> Iterator[Example]:
    """The examples."""
    yield from _repositories()
    yield from _others()


def _repositories() -> Iterator[Example]:
    pull = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    page = "AmazonECR/latest/userguide/repository-policy-examples.html"
    yield example(
        "repository",
        "another account pulls",
        page,
        {"Action": pull, "Principal": {"AWS": OTHER_ROOT}},
        twins=[ANYONE, twin("iam-wildcards", Action="ecr:*")],
    )
    yield example(
        "repository",
        "CodeBuild pulls",
        page,
        {"Action": pull, "Principal": service("codebuild"), "Condition": source(arn("codebuild", "project/site"))},
        twins=[UNNAMED],
    )
    functions = {"StringLike": {"aws:sourceArn": arn("lambda", "function:*", account=OTHER)}}
    yield example(
        "repository",
        "functions of another account",
        "lambda/latest/dg/images-permissions.html",
        {"Action": pull, "Principal": service("lambda"), "Condition": functions},
        twins=[
            UNNAMED,
            twin("confused-deputy", Condition={"StringLike": {"aws:sourceArn": arn("lambda", "*", account="*")}}),
        ],
    )
    yield example(
        "repository",
        "an organization pulls",
        page,
        {"Action": pull, "Principal": "*", "Condition": ORG},
        twins=[ANYONE],
    )
    yield example(
        "registry",
        "replication from another account",
        "AmazonECR/latest/userguide/registry-permissions-examples.html",
        {"Action": "ecr:ReplicateImage", "Resource": arn("ecr", "repository/site"), "Principal": {"AWS": OTHER_ROOT}},
        twins=[ANYONE, twin("iam-resource-wildcards", Resource=arn("ecr", "repository/*"))],
    )
    yield example(
        "artifacts",
        "another account reads packages",
        "codeartifact/latest/ug/repo-policies.html",
        {"Action": ["codeartifact:ReadFromRepository"], "Resource": "*", "Principal": {"AWS": OTHER_ROOT}},
        twins=[ANYONE, twin("iam-wildcards", Action="codeartifact:*")],
    )


def _others() -> Iterator[Example]:
    yield from _secrets()
    yield from _file_systems()
    yield from _domains()
    yield from _buses_and_logs()
    yield from _apis()
    yield from _vaults_and_data()
    yield from _senders_and_networks()


def _secrets() -> Iterator[Example]:
    read = {"Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    page = "secretsmanager/latest/userguide/auth-and-access_resource-policies.html"
    yield example(
        "secret",
        "a role",
        page,
        {**read, "Principal": {"AWS": ROLE}},
        twins=[ANYONE, twin("iam-wildcards", Action="secretsmanager:*")],
    )
    yield example("secret", "another account", page, {**read, "Principal": {"AWS": OTHER_ROOT}}, twins=[ANYONE])


def _file_systems() -> Iterator[Example]:
    mounted = {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}
    mount = {"Action": ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"], "Principal": {"AWS": "*"}}
    yield example(
        "file system",
        "mount targets",
        "efs/latest/ug/access-control-block-public-access.html",
        {**mount, "Condition": mounted},
        twins=[
            twin("open-principals", Condition={"Bool": {"elasticfilesystem:AccessedViaMountTarget": "false"}}),
            ANYONE,
        ],
    )
    yield example(
        "file system",
        "one role by one access point",
        "efs/latest/ug/iam-access-control-nfs-efs.html",
        {
            **mount,
            "Principal": {"AWS": ROLE},
            "Condition": {
                "StringEquals": {"elasticfilesystem:AccessPointArn": arn("elasticfilesystem", "access-point/fsap-0a1b")}
            },
        },
        twins=[twin("open-principals", Principal={"AWS": "*"})],
    )


def _domains() -> Iterator[Example]:
    domain = {"Action": "es:ESHttpGet", "Resource": arn("es", "domain/site/*")}
    page = "opensearch-service/latest/developerguide/ac.html"
    yield example(
        "domain",
        "a role",
        page,
        {**domain, "Principal": {"AWS": ROLE}},
        twins=[ANYONE, twin("iam-wildcards", Action="es:*")],
    )
    yield example(
        "domain",
        "a network",
        page,
        {**domain, "Principal": {"AWS": "*"}, "Condition": {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}}},
        twins=[
            twin("open-principals", Condition={"IpAddress": {"aws:SourceIp": [f"{n}.0.0.0/8" for n in range(1, 224)]}}),
            ANYONE,
        ],
    )


def _buses_and_logs() -> Iterator[Example]:
    put = {"Action": "events:PutEvents", "Resource": arn("events", "event-bus/site")}
    page = "eventbridge/latest/userguide/eb-event-bus-perms.html"
    yield example(
        "bus",
        "another account",
        page,
        {**put, "Principal": {"AWS": OTHER_ROOT}},
        twins=[ANYONE, twin("iam-wildcards", Action="events:*")],
    )
    yield example("bus", "an organization", page, {**put, "Principal": "*", "Condition": ORG}, twins=[ANYONE])
    yield example(
        "logs",
        "Route 53 queries",
        "Route53/latest/DeveloperGuide/query-logs.html",
        {
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": arn("logs", "log-group:/aws/route53/*"),
            "Principal": service("route53"),
            "Condition": source("arn:aws:route53:::hostedzone/Z1EXAMPLE"),
        },
        twins=[UNNAMED, twin("iam-wildcards", Action="logs:*")],
    )
    yield example(
        "logs",
        "EventBridge",
        "eventbridge/latest/userguide/eb-use-resource-based.html",
        {
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": arn("logs", "log-group:/aws/events/*:*"),
            "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
            "Condition": source(arn("events", "rule/site")),
        },
        twins=[UNNAMED],
    )


def _apis() -> Iterator[Example]:
    api = {"Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    page = "apigateway/latest/developerguide/apigateway-resource-policies-examples.html"
    yield example("rest api", "another account", page, {**api, "Principal": {"AWS": OTHER_ROOT}}, twins=[ANYONE])
    yield example(
        "rest api",
        "a VPC endpoint",
        page,
        {**api, "Principal": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}},
        twins=[ANYONE],
    )
    yield example(
        "rest api",
        "everyone but those outside a VPC",
        page,
        {**api, "Principal": "*"},
        {
            **api,
            "Effect": "Deny",
            "Principal": "*",
            "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-1a2b3c4d"}},
        },
        stricter={
            "open-principals": "a Deny that is removed later opens the API; the condition in the Allow says the same"
        },
    )


def _vaults_and_data() -> Iterator[Example]:
    copy = {"Action": "backup:CopyIntoBackupVault", "Resource": arn("backup", "backup-vault:site")}
    page = "aws-backup/latest/devguide/create-a-vault-access-policy.html"
    yield example("vault", "an organization copies", page, {**copy, "Principal": "*", "Condition": ORG}, twins=[ANYONE])
    yield example(
        "vault",
        "an account copies into this vault",
        "aws-backup/latest/devguide/create-cross-account-backup.html",
        {**copy, "Resource": "*", "Principal": {"AWS": OTHER_ROOT}},
        twins=[ANYONE],
    )
    yield example(
        "stream",
        "another account reads",
        "streams/latest/dev/resource-based-policy-examples.html",
        {
            "Action": ["kinesis:GetRecords", "kinesis:GetShardIterator"],
            "Resource": arn("kinesis", "stream/site"),
            "Principal": {"AWS": OTHER_ROOT},
        },
        twins=[ANYONE],
    )
    yield example(
        "table",
        "another account reads",
        "amazondynamodb/latest/developerguide/rbac-examples.html",
        {
            "Action": ["dynamodb:GetItem", "dynamodb:Query"],
            "Resource": arn("dynamodb", "table/site"),
            "Principal": {"AWS": OTHER_ROOT},
        },
        twins=[ANYONE, twin("iam-wildcards", Action="dynamodb:*")],
    )
    yield example(
        "catalog",
        "another account reads",
        "glue/latest/dg/security_iam_resource-based-policy-examples.html",
        {
            "Action": ["glue:GetTable", "glue:GetTables"],
            "Resource": [arn("glue", "catalog"), arn("glue", "database/site"), arn("glue", "table/site/visits")],
            "Principal": {"AWS": OTHER_ROOT},
        },
        twins=[ANYONE, twin("iam-resource-wildcards", Resource="*")],
    )


def _senders_and_networks() -> Iterator[Example]:
    yield example(
        "identity",
        "another account sends",
        "ses/latest/dg/sending-authorization-policies.html",
        {
            "Action": ["ses:SendEmail", "ses:SendRawEmail"],
            "Resource": arn("ses", "identity/example.com"),
            "Principal": {"AWS": OTHER_ROOT},
        },
        twins=[ANYONE],
    )
    yield example(
        "sink",
        "accounts of an organization",
        "AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account-Setup.html",
        {
            "Action": ["oam:CreateLink", "oam:UpdateLink"],
            "Resource": arn("oam", "sink/0a1b"),
            "Principal": "*",
            "Condition": ORG,
        },
        twins=[ANYONE],
    )
    yield example(
        "schemas",
        "another account reads",
        "eventbridge/latest/userguide/eb-schema-registry.html",
        {
            "Action": ["schemas:DescribeSchema"],
            "Resource": arn("schemas", "registry/site"),
            "Principal": {"AWS": OTHER_ROOT},
        },
        twins=[ANYONE],
    )
    yield example(
        "service network",
        "callers of an organization",
        "vpc-lattice/latest/ug/auth-policies.html",
        {
            "Action": "vpc-lattice-svcs:Invoke",
            "Resource": arn("vpc-lattice", "service/svc-0a1b/*"),
            "Principal": "*",
            "Condition": ORG,
        },
        twins=[ANYONE],
    )
    yield example(
        "endpoint",
        "everyone's own permissions for one bucket",
        "vpc/latest/privatelink/vpc-endpoints-s3.html",
        {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::acme-site/*", "Principal": "*"},
        twins=[twin("iam-resource-wildcards", Resource="*"), twin("s3-wildcards", Action="s3:*")],
    )
