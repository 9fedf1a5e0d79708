"""The function that CloudFront runs on a request before its cache: one host name, and directories with a page."""

import json
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context

_TEMPLATE = Path(__file__).with_suffix(".js")
_PLACEHOLDER = "__CONFIG__"


class ViewerRequestArgs(TypedDict):
    """Inputs of ViewerRequest."""

    context: Context
    """Names and tags of the stack."""
    index_document: NotRequired[str]
    """Page of a directory. Default: "index.html"."""
    canonical_host: NotRequired[str | None]
    """Host that its www twin, or its apex, redirects to. Default: none, every host is served as it is."""
    single_page_app: NotRequired[bool]
    """Whether paths are left as they are, for an application that routes by itself. Default: False."""


class ViewerRequest(pulumi.ComponentResource):
    """A CloudFront function on viewer requests.

    - The twin of the canonical host redirects to it (301) and keeps path and query string.
    - A path that ends in "/" means the index document in that directory.
    - A path whose last part has no dot means a directory, and redirects to it with the slash (302).
    - A path under "/.well-known/" is left as it is, and so is every path of a single-page application.

    Child: {name}-function.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-functions.html
    """

    arn: pulumi.Output[str]
    """The function_arn of a cache behavior's viewer-request association."""

    def __init__(self, name: str, args: ViewerRequestArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:ViewerRequest", name, {}, opts)
        context = args["context"]
        function = aws.cloudfront.Function(
            f"{name}-function",
            name=f"{context.prefix}-viewer-request",
            comment=f"Directories and host names of {context.prefix}",
            runtime="cloudfront-js-2.0",
            publish=True,
            code=viewer_request_code(
                args.get("index_document", "index.html"), args.get("canonical_host"), args.get("single_page_app", False)
            ),
            tags=context.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = function.arn
        self.register_outputs({"arn": self.arn})


def viewer_request_code(index_document: str, canonical_host: str | None, single_page_app: bool) -> str:
    """The function's JavaScript with its configuration written in: a function cannot read one from elsewhere."""
    config = {
        "indexDocument": index_document,
        "canonicalHost": canonical_host,
        "redirectFrom": twin(canonical_host) if canonical_host else None,
        "singlePage": single_page_app,
    }
    return _TEMPLATE.read_text(encoding="utf-8").replace(_PLACEHOLDER, json.dumps(config), 1)


def twin(host: str) -> str:
    """The apex for a www host, and the www host for any other host."""
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
