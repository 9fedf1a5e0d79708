"""The function that CloudFront runs on an answer: gives an object the status and headers it was published with."""

from typing import NotRequired, TypedDict

import pulumi

from components.context import Context
from components.site.edge_function import FOLDER, code, edge_function


class ViewerResponseArgs(TypedDict):
    """Inputs of ViewerResponse."""

    context: Context
    """Names and tags of the stack."""
    purpose: NotRequired[str]
    """The function is "{prefix}-{purpose}". Default: "viewer-response"."""


class ViewerResponse(pulumi.ComponentResource):
    """A CloudFront function on viewer responses.

    S3 can store neither a status nor headers such as Content-Security-Policy with an object, but user metadata.
    - "x-amz-meta-content-security-policy" and "x-amz-meta-location" become those headers. Any other "x-amz-meta-NAME"
      becomes the header NAME unless the answer has it already: HSTS and the like stay as the headers policy set them.
    - "x-amz-meta-status" becomes the status if it is one of a redirect and there is a location, which takes over the
      viewer's query string.
    - No viewer gets to see a header that begins with "x-amz-meta-".
    - An answer 304 without metadata carries no Content-Security-Policy, so that the browser keeps the page's own.

    CloudFront calls it for no answer that the origin gave with status 400 or more, so the page for a missing file has
    the policy of the stack.

    Child: {name}-function.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
    """

    arn: pulumi.Output[str]
    """The function_arn of a cache behavior's viewer-response association."""

    def __init__(self, name: str, args: ViewerResponseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:ViewerResponse", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        purpose = args.get("purpose", "viewer-response")
        function = edge_function(
            name, args["context"], purpose, "Policies and redirects", viewer_response_code(), child
        )
        self.arn = function.arn
        self.register_outputs({"arn": self.arn})


def viewer_response_code() -> str:
    """The function's JavaScript. It is the same for every stack."""
    return code(FOLDER / "viewer_response.js")
