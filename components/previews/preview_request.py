"""The function that CloudFront runs on a request for a preview: the password, the preview, and a file for a path."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

import pulumi

from components.context import Context
from components.site.edge_function import code
from components.site.options import SiteOptions
from components.site.viewer_request import ADDRESSES, address_config

USER = "preview"
"""The name that a browser asks for together with the password."""

_SOURCE = Path(__file__).parent / "preview_request.js"


def preview_request_code(
    context: Context, site: SiteOptions, domain: str | None = None, password: pulumi.Input[str] = ""
) -> pulumi.Output[str]:
    """The function's JavaScript with its configuration written in.

    domain: the domain below which each preview has a host. Default: none, a cookie names the preview.
    password: the password of all previews. Default: "", there is none. Only a salted digest gets into the function.
    """
    return pulumi.Output.from_input(password).apply(
        lambda plain: preview_javascript(site, domain, digest_of(context, plain) if plain else None)
    )


def preview_javascript(site: SiteOptions, domain: str | None, password: Mapping[str, str] | None) -> str:
    """The same for a digest of the password."""
    config = address_config(
        site.index_document,
        single_page_app=site.single_page_app,
        prerendered=site.prerendered_pages,
        redirects=site.redirects,
    )
    return code(ADDRESSES, _SOURCE, config={**config, "domain": domain, "password": password})


def digest_of(context: Context, password: str) -> dict[str, str]:
    """What the function compares with: a keyed digest of the header that a browser sends for this password."""
    header = "Basic " + base64.b64encode(f"{USER}:{password}".encode()).decode()
    salt = f"{context.prefix}-{context.account_id}"
    return {"salt": salt, "digest": hmac.new(salt.encode(), header.encode(), hashlib.sha256).hexdigest()}
