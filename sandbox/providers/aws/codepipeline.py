"""CodePipeline: pipelines, which moto has, and webhooks, which no emulator has.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html
"""

import json

from sandbox.providers.aws.tags import retag
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.errors import GoneError, ResourceError
from sandbox.providers.table import AwsEntry, Call, Entry, Item, RecordedEntry

_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "codepipeline.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


_ACTION_TYPE = ("category", "owner", "provider", "version")


def _mirror_role(clients: AwsClients, item: Item) -> None:
    """Creates the pipeline's role in moto, which looks it up in an IAM of its own."""
    client = clients.client("iam", item.region, endpoint_of="codepipeline")
    role = {"RoleName": _role_name(item.inputs["roleArn"])}
    try:
        invoke(client, "get_role", role)
    except GoneError:
        invoke(client, "create_role", {**role, "AssumeRolePolicyDocument": json.dumps(_TRUST)})


def _drop_role(clients: AwsClients, item: Item) -> None:
    client = clients.client("iam", item.region, endpoint_of="codepipeline")
    invoke(client, "delete_role", {"RoleName": _role_name(item.state["roleArn"])})


def _role_name(arn: str) -> str:
    kind, _, name = arn.rpartition(":")[2].partition("/")
    if kind != "role" or not name:
        raise ResourceError(f"roleArn must be the ARN of a role, not {arn!r}")
    return name.rpartition("/")[2]


TABLE: dict[str, Entry] = {
    "aws:codepipeline/pipeline:Pipeline": AwsEntry(
        service="codepipeline",
        id="{name}",
        before=[_mirror_role],
        create=[Call("create_pipeline", inside="pipeline")],
        read=[
            Call("get_pipeline", inside="pipeline"),
            Call("list_tags_for_resource", rename={"arn": "resourceArn"}),
        ],
        update=[
            Call("update_pipeline", inside="pipeline"),
            retag("codepipeline", "resourceArn", tags="tags", keys="tagKeys", pair=("key", "value")),
        ],
        delete=[Call("delete_pipeline"), _drop_role],
        rename={
            "artifactStores": "artifactStore",
            **{f"stages.actions.{part}": f"actionTypeId.{part}" for part in _ACTION_TYPE},
        },
        outputs={"arn": "metadata.pipelineArn"},
        replace_on=frozenset({"name"}),
        identity=("name",),
        auto_name="name",
        defaults={"executionMode": "SUPERSEDED", "pipelineType": "V1"},
    ),
    "aws:codepipeline/webhook:Webhook": RecordedEntry(
        # https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_WebhookAuthConfiguration.html; the provider
        # writes the answer into its state: https://github.com/hashicorp/terraform-provider-aws/issues/41538
        redacted={"authenticationConfiguration.secretToken": "****"},
        modelled_by=[Call("put_webhook", service="codepipeline", inside="webhook")],
        id="{arn}",
        outputs={
            "arn": "arn:aws:codepipeline:{region}:{accountId}:webhook:{name}",
            "url": "https://{region}.webhooks.aws/trigger?t={token}&v=1",
        },
        replace_on=frozenset(
            {"name", "authentication", "authenticationConfiguration", "filters", "targetAction", "targetPipeline"}
        ),
        identity=("name",),
        auto_name="name",
    ),
}
"""Entry by type token."""
