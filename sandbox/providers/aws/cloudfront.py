"""CloudFront: distributions, and the resources that their cache behaviors refer to.

Every change names the version it was made from (If-Match), and only a disabled distribution can be deleted.
https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations_Amazon_CloudFront.html
"""

import uuid
from collections.abc import Mapping
from typing import Any

from sandbox.providers.aws.tags import retag
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.errors import GoneError
from sandbox.providers.table import AwsEntry, Call, Item
from sandbox.providers.values import Props

_HOSTED_ZONE_ID = "Z2FDTNDATAQYW2"
"""The hosted zone of every distribution, for alias records: https://docs.aws.amazon.com/general/latest/gr/cf_region.html"""

_VERSION = {"IfMatch": "ETag"}
_ORIGIN_KINDS = {"S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig"}
_TAG = retag("cloudfront", "Resource", tags="Tags.Items", keys="TagKeys.Items")
_TAGS = Call("list_tags_for_resource", rename={"arn": "Resource", "tags": "Tags.Items"})


def _complete_distribution(_: Item, arguments: dict[str, Any]) -> dict[str, Any]:
    """Adds the fields that the API requires and the provider fills in."""
    config = arguments["DistributionConfig"]
    config.setdefault("CallerReference", f"pulumi-{uuid.uuid4()}")
    config.setdefault("Comment", "")
    for origin in config["Origins"]["Items"]:
        if _ORIGIN_KINDS.isdisjoint(origin):
            # An origin behind an access control is an S3 origin with an empty identity.
            origin["S3OriginConfig"] = {"OriginAccessIdentity": ""}
    return arguments


def _complete_tagged(item: Item, arguments: dict[str, Any]) -> dict[str, Any]:
    tagged = arguments["DistributionConfigWithTags"]
    tags: Mapping[str, str] = item.inputs.get("tags") or {}
    tagged["Tags"] = {"Items": [{"Key": key, "Value": value} for key, value in tags.items()]}
    _complete_distribution(item, tagged)
    return arguments


def _disable(clients: AwsClients, item: Item) -> None:
    client = clients.client("cloudfront", item.region)
    found = invoke(client, "get_distribution", {"Id": item.id})
    live = found["Distribution"]["DistributionConfig"]
    if live["Enabled"]:
        config = {**live, "Enabled": False}
        invoke(client, "update_distribution", {"Id": item.id, "IfMatch": found["ETag"], "DistributionConfig": config})


def _delete_distribution(clients: AwsClients, item: Item) -> None:
    if item.state.get("retainOnDelete"):
        return
    client = clients.client("cloudfront", item.region)
    version = invoke(client, "get_distribution", {"Id": item.id})["ETag"]
    invoke(client, "delete_distribution", {"Id": item.id, "IfMatch": version})


def _complete_function(_: Item, arguments: dict[str, Any]) -> dict[str, Any]:
    arguments["FunctionConfig"].setdefault("Comment", "")
    return arguments


def _publish(clients: AwsClients, item: Item) -> Props:
    """Copies the code from the DEVELOPMENT stage to the LIVE stage, where distributions run it."""
    client = clients.client("cloudfront", item.region)
    name = item.inputs["name"]
    found = invoke(client, "describe_function", {"Name": name, "Stage": "DEVELOPMENT"})
    if item.inputs["publish"] and found["FunctionSummary"]["Status"] == "UNPUBLISHED":
        invoke(client, "publish_function", {"Name": name, "IfMatch": found["ETag"]})
    return {"etag": found["ETag"], **_live_version(client, name)}


def _read_code(clients: AwsClients, item: Item) -> Props:
    client = clients.client("cloudfront", item.region)
    stage = {"Name": item.id, "Stage": "DEVELOPMENT"}
    return {
        "code": invoke(client, "get_function", stage)["FunctionCode"].read().decode(),
        **_live_version(client, item.id),
    }


def _live_version(client: Any, name: str) -> Props:
    try:
        return {"liveStageEtag": invoke(client, "describe_function", {"Name": name, "Stage": "LIVE"})["ETag"]}
    except GoneError:
        return {"liveStageEtag": ""}


def _versioned(
    kind: str, answer: str, resource: str, defaults: Mapping[str, Any], replace_on: frozenset[str] = frozenset()
) -> AwsEntry:
    """Returns the entry of a named configuration with an id, such as an origin access control or a policy."""
    return AwsEntry(
        service="cloudfront",
        id="{id}",
        create=[Call(f"create_{kind}", inside=f"{answer}Config")],
        read=[Call(f"get_{kind}", result=answer, inside=f"{answer}Config")],
        update=[Call(f"update_{kind}", inside=f"{answer}Config", from_read=_VERSION)],
        delete=[Call(f"delete_{kind}", from_read=_VERSION)],
        outputs={
            "id": f"{answer}.Id",
            "etag": "ETag",
            "arn": f"arn:aws:cloudfront::{{accountId}}:{resource}/{{id}}",
        },
        defaults=defaults,
        auto_name="name",
        replace_on=replace_on,
    )


TABLE = {
    "aws:cloudfront/distribution:Distribution": AwsEntry(
        service="cloudfront",
        id="{id}",
        create=[
            # A role that may create only resources with the stack's tags has to give them with the distribution.
            Call(
                "create_distribution_with_tags",
                inside="DistributionConfigWithTags.DistributionConfig",
                prepare=_complete_tagged,
            )
        ],
        read=[Call("get_distribution", result="Distribution", inside="DistributionConfig"), _TAGS],
        update=[
            Call(
                "update_distribution", inside="DistributionConfig", from_read=_VERSION, prepare=_complete_distribution
            ),
            _TAG,
        ],
        delete=[_disable, _delete_distribution],
        outputs={
            "id": "Distribution.Id",
            "arn": "Distribution.ARN",
            "callerReference": "Distribution.DistributionConfig.CallerReference",
            "domainName": "Distribution.DomainName",
            "etag": "ETag",
            "hostedZoneId": lambda _: _HOSTED_ZONE_ID,
            "inProgressValidationBatches": "Distribution.InProgressInvalidationBatches",
            "lastModifiedTime": "Distribution.LastModifiedTime",
            "status": "Distribution.Status",
        },
        rename={
            "orderedCacheBehaviors": "CacheBehaviors",
            "loggingConfig": "Logging",
            "origins.originId": "Id",
            "originGroups.originId": "Id",
            "origins.customHeaders.name": "HeaderName",
            "origins.customHeaders.value": "HeaderValue",
            "restrictions.geoRestriction.locations": "Items",
            "*.cachedMethods": "AllowedMethods.CachedMethods",
            "*.lambdaArn": "LambdaFunctionARN",
        },
        defaults={
            "httpVersion": "http2",
            "priceClass": "PriceClass_All",
            "retainOnDelete": False,
            "staging": False,
            "waitForDeployment": True,
        },
        handled=frozenset({"tags", "retainOnDelete", "waitForDeployment"}),
        replace_on=frozenset({"staging"}),
    ),
    "aws:cloudfront/function:Function": AwsEntry(
        service="cloudfront",
        id="{name}",
        create=[
            Call("create_function", inside="FunctionConfig", prepare=_complete_function),
            _publish,
        ],
        read=[
            Call(
                "describe_function", inside="FunctionConfig", result="FunctionSummary", fixed={"Stage": "DEVELOPMENT"}
            ),
            _read_code,
            _TAGS,
        ],
        update=[
            Call(
                "update_function",
                inside="FunctionConfig",
                from_read=_VERSION,
                prepare=_complete_function,
                when=("code", "comment", "runtime"),
            ),
            _publish,
            _TAG,
        ],
        delete=[Call("delete_function", from_read=_VERSION)],
        # Not `status`: it changes when a distribution takes the function up, which a refresh would show as drift.
        outputs={"arn": "FunctionSummary.FunctionMetadata.FunctionARN", "etag": "ETag", "liveStageEtag": ""},
        rename={"code": "FunctionCode", "tags": "Tags.Items"},
        defaults={"publish": True},
        handled=frozenset({"publish"}),
        replace_on=frozenset({"name"}),
        identity=("name",),
        auto_name="name",
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": _versioned(
        "origin_access_control",
        "OriginAccessControl",
        "origin-access-control",
        {"description": "Managed by Pulumi"},
        frozenset({"name"}),
    ),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _versioned(
        "response_headers_policy", "ResponseHeadersPolicy", "response-headers-policy", {}
    ),
}
"""Entry by type token."""
