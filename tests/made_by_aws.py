"""What AWS adds to a resource when it makes it: ids, ARNs and names of the real form."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.examples import ACCOUNT_ID

_Maker = Callable[[str, Mapping[str, Any]], dict[str, Any]]


def made_by_aws(resource_type: str, name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs, "id" among them, of a resource with a type token, a logical name and inputs."""
    return _MAKERS.get(resource_type, _anything)(name, inputs)


def _anything(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    physical = inputs.get("name", name)
    return {"id": physical, "name": physical, "arn": f"arn:aws:mock:us-east-1:{ACCOUNT_ID}:{physical}"}


def _arn(template: str) -> _Maker:
    def make(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        made = _anything(name, inputs)
        arn = template.format(account=ACCOUNT_ID, name=made["name"])
        return {**made, "arn": arn}

    return make


def _arn_as_id(template: str) -> _Maker:
    def make(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        made = _arn(template)(name, inputs)
        return {**made, "id": made["arn"]}

    return make


def _bucket(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    bucket = inputs.get("bucket", name)
    return {
        "id": bucket,
        "bucket": bucket,
        "arn": f"arn:aws:s3:::{bucket}",
        "bucketRegionalDomainName": f"{bucket}.s3.us-east-1.amazonaws.com",
    }


def _distribution(_name: str, _inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": "E2EXAMPLE",
        "arn": f"arn:aws:cloudfront::{ACCOUNT_ID}:distribution/E2EXAMPLE",
        "domainName": "d2example.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",
    }


def _certificate(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """As ACM does it: one record per name, and the same one for `x` and `*.x`."""
    names = [inputs["domainName"], *inputs.get("subjectAlternativeNames", [])]
    made = _arn_as_id("arn:aws:acm:us-east-1:{account}:certificate/{name}")(name, inputs)
    made["domainValidationOptions"] = [
        {
            "domainName": domain,
            "resourceRecordName": f"_check.{domain.removeprefix('*.')}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_proof.{domain.removeprefix('*.')}.acm-validations.aws.",
        }
        for domain in names
    ]
    return made


_MAKERS: Mapping[str, _Maker] = {
    "aws:acm/certificate:Certificate": _certificate,
    "aws:cloudfront/distribution:Distribution": _distribution,
    "aws:cloudfront/function:Function": _arn("arn:aws:cloudfront::{account}:function/{name}"),
    "aws:cloudwatch/eventRule:EventRule": _arn("arn:aws:events:us-east-1:{account}:rule/{name}"),
    "aws:cloudwatch/logGroup:LogGroup": _arn("arn:aws:logs:us-east-1:{account}:log-group:{name}"),
    "aws:codebuild/project:Project": _arn_as_id("arn:aws:codebuild:us-east-1:{account}:project/{name}"),
    "aws:codeconnections/connection:Connection": _arn_as_id(
        "arn:aws:codeconnections:us-east-1:{account}:connection/{name}"
    ),
    "aws:codepipeline/pipeline:Pipeline": _arn("arn:aws:codepipeline:us-east-1:{account}:{name}"),
    "aws:iam/policy:Policy": _arn_as_id("arn:aws:iam::{account}:policy/{name}"),
    "aws:iam/role:Role": _arn("arn:aws:iam::{account}:role/{name}"),
    "aws:kms/key:Key": _arn("arn:aws:kms:us-east-1:{account}:key/{name}"),
    "aws:s3/bucket:Bucket": _bucket,
    "aws:sfn/stateMachine:StateMachine": _arn_as_id("arn:aws:states:us-east-1:{account}:stateMachine:{name}"),
    "aws:sns/topic:Topic": _arn_as_id("arn:aws:sns:us-east-1:{account}:{name}"),
    "aws:wafv2/webAcl:WebAcl": _arn("arn:aws:wafv2:us-east-1:{account}:global/webacl/{name}/1"),
}
