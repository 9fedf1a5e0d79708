"""What the provider plugins refuse, and what becomes of a stack when an operation fails."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_github as github
import pytest
from pulumi import automation

from sandbox.emulator.cloud import ACCOUNT_ID
from sandbox.providers.aws import logs
from sandbox.providers.clients import invoke
from sandbox.providers.errors import ResourceError
from sandbox.providers.values import MASK
from tests.stacks.trial import Trial, trial_of

_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


@dataclass
class Run:
    """One operation of the engine: what it did, what it printed, whether it failed."""

    steps: dict[str, str]
    printed: str
    failed: bool


class Workbench:
    """An empty stack, in which a test runs programs of its own."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial

    def preview(self, program: Callable[[], None]) -> Run:
        return self._run(program, self.trial.preview)

    def up(self, program: Callable[[], None]) -> Run:
        return self._run(program, self.trial.up)

    def _run(self, program: Callable[[], None], operation: Callable[[], dict[str, str]]) -> Run:
        self.trial.program = program
        start = len(self.trial.lines)
        try:
            steps, failed = operation(), False
        except automation.CommandError:
            steps, failed = {}, True
        return Run(steps, "\n".join(self.trial.lines[start:]), failed)


def declare(*_: pulumi.Resource) -> None:
    """A program of one expression."""


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with trial_of(lambda: None, tmp_path_factory.mktemp("refusals")) as found:
        yield found


@pytest.fixture
def bench(trial: Trial) -> Iterator[Workbench]:
    yield Workbench(trial)
    trial.destroy()


@pytest.mark.parametrize(
    ("token", "inputs", "faults"),
    [
        (
            "aws:s3/bucketVersioning:BucketVersioning",
            {"buket": "x"},
            {
                "buket: unknown property buket; did you mean bucket?",
                "bucket: missing required property bucket",
                "versioningConfiguration: missing required property versioningConfiguration",
            },
        ),
        (
            "aws:s3/bucket:Bucket",
            {"tags": ["x"], "forceDestroy": "perhaps", "corsRules": [{"allowedMethods": "GET"}]},
            {
                "tags: must be a mapping, not a list",
                "forceDestroy: must be true or false, not a str",
                "corsRules[0].allowedMethods: must be a list, not a str",
                "corsRules[0].allowedOrigins: missing required property allowedOrigins",
            },
        ),
    ],
)
def test_every_fault_of_the_inputs_is_named_before_anything_is_made(
    bench: Workbench, token: str, inputs: dict[str, Any], faults: set[str]
) -> None:
    run = bench.preview(lambda: declare(pulumi.CustomResource(token, "faulty", inputs)))
    assert run.failed
    assert set(re.findall(r"resource 'faulty' has a problem: (.*)", run.printed)) == faults
    assert "Traceback" not in run.printed


def test_a_policy_given_as_an_object_is_sent_as_json(bench: Workbench) -> None:
    statement = aws.iam.PolicyStatementArgs(
        effect=aws.iam.PolicyStatementEffect.ALLOW,
        principal=aws.iam.ServicePrincipalArgs(service="codebuild.amazonaws.com"),
        action="sts:AssumeRole",
    )
    version = aws.iam.PolicyDocumentVersion.POLICY_DOCUMENT_VERSION_2012_10_17

    def program() -> None:
        aws.iam.Role(
            "role",
            name="typed",
            assume_role_policy=aws.iam.PolicyDocumentArgs(version=version, statement=[statement]),
        )

    assert bench.up(program).steps == {"role": "create"}
    assert bench.up(program).steps == {}
    role = bench.trial.cloud.client("iam").get_role(RoleName="typed")["Role"]
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "codebuild.amazonaws.com"}


def test_a_role_has_the_policies_that_it_names_and_no_others(bench: Workbench) -> None:
    def document(action: str) -> str:
        statement = {"Effect": "Allow", "Action": action, "Resource": "arn:aws:s3:::site/*"}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    policies = {"read": "s3:GetObject", "write": "s3:PutObject"}
    managed = "arn:aws:iam::aws:policy/ReadOnlyAccess"

    def program() -> None:
        aws.iam.Role(
            "role",
            name="own",
            assume_role_policy=_TRUST,
            inline_policies=[{"name": name, "policy": document(action)} for name, action in policies.items()],
            managed_policy_arns=[managed],
        )

    iam = bench.trial.cloud.client("iam")
    bench.up(program)
    assert iam.list_role_policies(RoleName="own")["PolicyNames"] == ["read", "write"]
    assert [one["PolicyArn"] for one in iam.list_attached_role_policies(RoleName="own")["AttachedPolicies"]] == [
        managed
    ]
    assert bench.up(program).steps == {}
    policies = {"read": "s3:GetObject"}
    iam.put_role_policy(RoleName="own", PolicyName="strange", PolicyDocument=document("s3:PutObject"))
    bench.trial.refresh()
    assert bench.up(program).steps == {"role": "update"}
    assert iam.list_role_policies(RoleName="own")["PolicyNames"] == ["read"]
    assert bench.up(lambda: None).steps == {"role": "delete"}


def test_a_value_that_the_official_provider_rejects_stops_the_preview(bench: Workbench) -> None:
    run = bench.preview(
        lambda: declare(
            aws.cloudfront.OriginAccessControl(
                "access",
                name="access",
                origin_access_control_origin_type="s3",
                signing_behavior="sometimes",
                signing_protocol="sigv4",
            )
        )
    )
    assert run.failed
    assert (
        "resource 'access' has a problem: signingBehavior: 'sometimes' must be one of 'always', 'never', 'no-override'"
    ) in run.printed


def test_a_type_without_an_entry_is_refused_with_what_to_write(bench: Workbench) -> None:
    run = bench.preview(lambda: declare(aws.dynamodb.Table("table", attributes=[])))
    assert run.failed
    assert "the sandbox has no resource type aws:dynamodb/table:Table" in run.printed
    assert "sandbox/providers/aws/dynamodb.py" in run.printed


def test_a_property_that_no_call_carries_out_is_refused(bench: Workbench) -> None:
    rule = aws.s3.BucketCorsRuleArgs(allowed_methods=["GET"], allowed_origins=["*"])
    run = bench.up(lambda: declare(aws.s3.Bucket("bucket", bucket="refused", cors_rules=[rule])))
    assert run.failed
    assert "the sandbox does not support corsRules of aws:s3/bucket:Bucket yet" in run.printed


def test_only_what_the_cloud_can_tell_is_unknown_in_the_first_preview(bench: Workbench) -> None:
    seen: dict[str, Any] = {}

    def program() -> None:
        bucket = aws.s3.Bucket("bucket", bucket="known", tags={"a": "b"})
        bucket.bucket.apply(lambda name: seen.update(bucket=name))
        bucket.tags_all.apply(lambda tags: seen.update(tags=tags))
        bucket.force_destroy.apply(lambda force: seen.update(force=force))
        bucket.arn.apply(lambda arn: seen.update(arn=arn))
        bucket.id.apply(lambda found: seen.update(id=found))

    assert bench.preview(program).steps == {"bucket": "create"}
    assert seen == {"bucket": "known", "tags": {"a": "b"}, "force": False}


def test_an_error_of_aws_is_one_line_with_type_name_and_operation(bench: Workbench) -> None:
    run = bench.up(lambda: declare(aws.iam.RolePolicy("inline", role="nobody", name="x", policy=_TRUST)))
    assert run.failed
    line = next(line for line in run.printed.splitlines() if line.strip().startswith("error: aws:iam"))
    assert "aws:iam/rolePolicy:RolePolicy 'inline': create: PutRolePolicy: NoSuchEntity: " in line
    assert "Traceback" not in run.printed
    assert '.py"' not in run.printed


def test_an_error_that_quotes_a_secret_is_masked(bench: Workbench) -> None:
    def program() -> None:
        aws.iam.RolePolicy("inline", role=pulumi.Output.secret("nobody-0123456789"), name="x", policy=_TRUST)

    run = bench.up(program)
    assert run.failed
    assert "nobody-0123456789" not in run.printed
    assert f"create: PutRolePolicy: NoSuchEntity: The role with name {MASK} cannot be found" in run.printed


def test_a_resource_made_in_part_is_remembered_and_made_whole_later(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def program() -> None:
        aws.cloudwatch.LogGroup("group", name="partly", retention_in_days=14)

    def refuse(client: Any, operation: str, arguments: Mapping[str, Any]) -> Any:
        if operation == "put_retention_policy":
            raise ResourceError("PutRetentionPolicy: LimitExceededException: not now")
        return invoke(client, operation, arguments)

    with monkeypatch.context() as patched:
        patched.setattr(logs, "invoke", refuse)
        run = bench.up(program)
    assert run.failed
    assert "PutRetentionPolicy" in run.printed
    assert bench.trial.ids()["group"] == "partly"
    run = bench.up(program)
    assert run.steps == {"group": "update"}, run.printed
    groups = bench.trial.cloud.client("logs").describe_log_groups(logGroupNamePrefix="partly")["logGroups"]
    assert groups[0]["retentionInDays"] == 14


def test_a_secret_that_aws_redacts_is_a_difference_unless_it_is_ignored(bench: Workbench) -> None:
    ignored: list[str] = []

    def program() -> None:
        aws.codepipeline.Webhook(
            "webhook",
            name="redacted",
            authentication="GITHUB_HMAC",
            authentication_configuration={"secret_token": pulumi.Output.secret("hidden-0123")},
            filters=[{"json_path": "$.ref", "match_equals": "refs/heads/main"}],
            target_action="Source",
            target_pipeline="pipeline",
            opts=pulumi.ResourceOptions(ignore_changes=ignored),
        )

    assert bench.up(program).steps == {"webhook": "create"}
    assert bench.up(program).steps == {"webhook": "replace"}
    ignored.append("authenticationConfiguration")
    assert bench.up(program).steps == {}
    bench.trial.refresh()
    assert bench.up(program).steps == {}
    assert "hidden-0123" not in "".join(bench.trial.lines)


def test_an_input_taken_away_in_vain_stops_the_preview(bench: Workbench) -> None:
    key: str | None = "arn:aws:kms:eu-west-1:123456789012:key/own"

    def program() -> None:
        role = aws.iam.Role("role", name="builder", assume_role_policy=_TRUST)
        aws.codebuild.Project(
            "project",
            name="builder",
            service_role=role.arn,
            encryption_key=key,
            artifacts={"type": "NO_ARTIFACTS"},
            source={"type": "NO_SOURCE", "buildspec": "{}"},
            environment={
                "compute_type": "BUILD_GENERAL1_SMALL",
                "image": "aws/codebuild/standard:7.0",
                "type": "LINUX_CONTAINER",
            },
        )

    assert not bench.up(program).failed
    key = None
    run = bench.preview(program)
    assert run.failed
    assert "encryptionKey: taken away, but the provider keeps the old value" in run.printed
    key = "arn:aws:kms:eu-west-1:123456789012:alias/aws/s3"
    assert bench.up(program).steps == {"project": "update"}


def test_a_budget_of_planned_limits_is_what_the_program_says(bench: Workbench) -> None:
    amounts = {"2030-01-01_00:00": "10", "2030-02-01_00:00": "20.5"}

    def program() -> None:
        aws.budgets.Budget(
            "budget",
            name="planned",
            budget_type="COST",
            time_unit="MONTHLY",
            planned_limits=[
                {"start_time": start, "amount": amount, "unit": "USD"} for start, amount in amounts.items()
            ],
        )

    assert bench.up(program).steps == {"budget": "create"}
    bench.trial.refresh()
    assert bench.up(program).steps == {}
    amounts["2030-02-01_00:00"] = "30"
    assert bench.up(program).steps == {"budget": "update"}
    budget = bench.trial.cloud.client("budgets").describe_budget(AccountId=ACCOUNT_ID, BudgetName="planned")["Budget"]
    assert [float(limit["Amount"]) for limit in budget["PlannedBudgetLimits"].values()] == [10, 30]


def test_a_resource_that_exists_is_imported_by_its_id(bench: Workbench) -> None:
    cloud = bench.trial.cloud
    cloud.client("s3").create_bucket(Bucket="imported", CreateBucketConfiguration={"LocationConstraint": cloud.region})
    cloud.client("iam").create_role(RoleName="imported", AssumeRolePolicyDocument=_TRUST)

    def program(adopt: bool = True) -> None:
        options = [pulumi.ResourceOptions(import_="imported" if adopt else None) for _ in range(2)]
        aws.s3.Bucket("bucket", bucket="imported", opts=options[0])
        aws.iam.Role("role", name="imported", assume_role_policy=_TRUST, opts=options[1])

    assert bench.up(program).steps == {"bucket": "import", "role": "import"}
    assert bench.up(lambda: program(adopt=False)).steps == {}


def test_a_replacement_under_the_same_name_deletes_first(bench: Workbench) -> None:
    path = "/"

    def program() -> None:
        aws.iam.Role("role", name="moved", path=path, assume_role_policy=_TRUST)

    bench.up(program)
    path = "/service/"
    assert bench.up(program).steps == {"role": "replace"}
    assert bench.trial.state("role")["arn"].endswith(":role/service/moved")


def test_changes_that_the_program_ignores_are_no_difference(bench: Workbench) -> None:
    text = "one"

    def program() -> None:
        options = pulumi.ResourceOptions(ignore_changes=["description"])
        aws.iam.Role("role", name="ignored", description=text, assume_role_policy=_TRUST, opts=options)

    bench.up(program)
    text = "two"
    assert bench.up(program).steps == {}


def test_a_property_taken_out_of_the_program_is_taken_off_the_resource(bench: Workbench) -> None:
    tags: dict[str, str] | None = {"a": "b"}
    days: int | None = 14

    def program() -> None:
        aws.cloudwatch.LogGroup("group", name="bare", retention_in_days=days, tags=tags)

    bench.up(program)
    tags = days = None
    assert bench.up(program).steps == {"group": "update"}
    client = bench.trial.cloud.client("logs")
    group = client.describe_log_groups(logGroupNamePrefix="bare")["logGroups"][0]
    assert "retentionInDays" not in group
    assert client.list_tags_for_resource(resourceArn=group["logGroupArn"])["tags"] == {}


def test_a_bucket_with_objects_stays_unless_the_program_says_otherwise(bench: Workbench) -> None:
    force = False

    def program() -> None:
        aws.s3.Bucket("bucket", bucket="full", force_destroy=force)

    bench.up(program)
    bench.trial.cloud.client("s3").put_object(Bucket="full", Key="a", Body=b"a")
    run = bench.up(lambda: None)
    assert run.failed
    assert "DeleteBucket: BucketNotEmpty" in run.printed
    force = True
    assert bench.up(program).steps == {"bucket": "update"}
    assert bench.up(lambda: None).steps == {"bucket": "delete"}


def test_any_type_of_github_is_recorded(bench: Workbench) -> None:
    def program() -> None:
        github.ActionsSecret(
            "secret", repository="site", secret_name="TOKEN", plaintext_value=pulumi.Output.secret("hidden-0123")
        )
        github.IssueLabel("label", repository="site", name="gate", color="ff0000")

    assert bench.up(program).steps == {"secret": "create", "label": "create"}
    assert bench.up(program).steps == {}
    recorded = json.loads(bench.trial.home.recorded.read_text())
    secret = recorded["github:index/actionsSecret:ActionsSecret site:TOKEN"]
    assert secret["properties"]["plaintextValue"] == MASK
