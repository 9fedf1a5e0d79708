"""The function that CloudFront runs on a request before its cache: one host name, redirects, and a file for a path."""

import re
from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi

from components.context import Context
from components.site.edge_function import FOLDER, LARGEST_CODE_BYTES, code, edge_function
from components.site.redirects import Redirect, encoded, encoded_target
from publish.folder.suffixes import KNOWN_SUFFIXES

ADDRESSES = FOLDER / "edge_address.js"
"""The rule of addresses, on which the functions for viewer requests are built."""


class ViewerRequestArgs(TypedDict):
    """Inputs of ViewerRequest."""

    context: Context
    """Names and tags of the stack."""
    index_document: NotRequired[str]
    """Page of a directory. Default: "index.html"."""
    canonical_host: NotRequired[str | None]
    """Host that its www twin, or its apex, redirects to. Default: none, every host is served as it is."""
    single_page_app: NotRequired[bool]
    """Whether a path that is no file's means the index document. Default: False."""
    prerendered: NotRequired[Sequence[str]]
    """Paths and folders ("/docs/*") of a single-page application that have pages of their own. Default: none."""
    redirects: NotRequired[Sequence[Redirect]]
    """Rules of which the first that matches holds, also where a file has the path. Default: none."""


class ViewerRequest(pulumi.ComponentResource):
    """A CloudFront function on viewer requests, which looks nothing up.

    In this order, the first that holds:
    1. The twin of the canonical host redirects to it (301) and keeps path and query string.
    2. A path of `redirects` leads to its target.
    3. A path under "/.well-known/", and one that ends in a suffix known to publish/folder, is left as it is.
    4. In a single-page application, any path that is not prerendered means the index document.
    5. A path that ends in "/" means the index document in that directory, and any other the page of that name: "/about"
       is about.html.

    Child: {name}-function.
    Raises ValueError for a configuration with which the code is larger than CloudFront takes.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-functions.html
    """

    arn: pulumi.Output[str]
    """The function_arn of a cache behavior's viewer-request association."""

    def __init__(self, name: str, args: ViewerRequestArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        javascript = viewer_request_code(
            args.get("index_document", "index.html"),
            args.get("canonical_host"),
            single_page_app=args.get("single_page_app", False),
            prerendered=args.get("prerendered", ()),
            redirects=args.get("redirects", ()),
        )
        size = len(javascript.encode())
        if size > LARGEST_CODE_BYTES:
            raise ValueError(f"ViewerRequest {name!r}: redirects and prerendered must be {shorter(size)}")
        super().__init__("secure-site:components:ViewerRequest", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        function = edge_function(
            name, args["context"], "viewer-request", "Paths, redirects and host names", javascript, child
        )
        self.arn = function.arn
        self.register_outputs({"arn": self.arn})


def viewer_request_code(
    index_document: str,
    canonical_host: str | None = None,
    *,
    single_page_app: bool = False,
    prerendered: Sequence[str] = (),
    redirects: Sequence[Redirect] = (),
) -> str:
    """The function's JavaScript with its configuration written in."""
    config = address_config(
        index_document,
        canonical_host,
        single_page_app=single_page_app,
        prerendered=prerendered,
        redirects=redirects,
    )
    return code(ADDRESSES, FOLDER / "viewer_request.js", config=config)


def address_config(
    index_document: str,
    canonical_host: str | None = None,
    *,
    single_page_app: bool = False,
    prerendered: Sequence[str] = (),
    redirects: Sequence[Redirect] = (),
) -> dict[str, object]:
    """The configuration of the rule of addresses, which the function of previews follows as well."""
    return {
        "indexDocument": index_document,
        "canonicalHost": canonical_host,
        "redirectFrom": twin(canonical_host) if canonical_host else None,
        "singlePage": single_page_app,
        "prerendered": [encoded(pattern) for pattern in prerendered],
        "redirects": [[encoded(one.from_), encoded_target(one.to), one.status] for one in redirects],
        "suffixes": "|".join(re.escape(suffix) for suffix in KNOWN_SUFFIXES),
    }


def shorter(size: int) -> str:
    """What a configuration has to be with which the function has `size` bytes; completes "must be ..."."""
    return (
        f"{size - LARGEST_CODE_BYTES} bytes shorter, for CloudFront takes a function of {LARGEST_CODE_BYTES} bytes and "
        f"this one has {size}: write redirects of single pages into the site's _redirects file, which has no limit"
    )


def twin(host: str) -> str:
    """The apex for a www host, and the www host for any other host."""
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
