"""Serves nothing from a distribution that is disabled, which ministack does.

The name of a disabled distribution leads nowhere after a while. Here the answer is CloudFront's own page of an error.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-general.html
"""

from typing import Any

from sandbox.emulator.authorization.emulator import part

STATUS = 403


def install() -> None:
    """Replaces ministack's answer to a viewer."""
    cloudfront = part("services.cloudfront")
    serve = cloudfront.handle_viewer_request

    async def serve_if_enabled(dist: dict[str, Any], *request: Any, **more: Any) -> Any:
        if not dist["enabled"]:
            return cloudfront._cf_error_response(STATUS, "The distribution is disabled.", cloudfront._ERROR_X_CACHE)
        return await serve(dist, *request, **more)

    cloudfront.handle_viewer_request = serve_if_enabled
