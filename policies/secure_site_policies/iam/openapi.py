"""The policy of a REST API in the OpenAPI document that describes the API.

AWS: https://docs.aws.amazon.com/apigateway/latest/developerguide/openapi-extensions-policy.html
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.places import Place, is_set
from secure_site_policies.types.templates import UnreadableTemplateError, parse

API_BODIES = ("aws:apigateway/restApi:RestApi", "aws:apigateway/restApiPut:RestApiPut")
"""The types with an OpenAPI document in the property `body`."""

_POLICY = "x-amazon-apigateway-policy"
_NOTHING: Mapping[str, Any] = {"Statement": []}


def openapi_policies(args: ResourceValidationArgs) -> Iterator[Place]:
    """The policy in the body of an API."""
    if args.resource_type in API_BODIES and is_set(args.props, "body"):
        yield Place(f"body: {_POLICY}", lambda: _policy(args.props["body"]))


def _policy(body: object) -> object:
    try:
        parsed = parse(body) if isinstance(body, str) else body
    except UnreadableTemplateError as error:
        raise MalformedPolicyError(str(error)) from error
    if not isinstance(parsed, Mapping):
        raise MalformedPolicyError("the body is no OpenAPI document")
    return cast(Mapping[str, Any], parsed).get(_POLICY) or _NOTHING
