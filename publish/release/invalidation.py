"""The paths that a release invalidates: only the changed ones, in one request.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
"""

from collections.abc import Sequence
from posixpath import basename
from urllib.parse import quote

from publish.release.namespace import Namespace

FREE_PATHS = 1000
"""Number of paths that AWS invalidates without charge in a month; "/*" is one: https://aws.amazon.com/cloudfront/pricing/

It is also a third of the paths that may be in progress at a time:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/InvalidationLimits.html
"""

# CloudFront requires percent-encoding of non-ASCII and of the characters that RFC 1738 calls unsafe, and of no others:
# it does not find a path in which more is encoded. quote() leaves letters, digits and "_.-~" alone, and "~" is unsafe.
_SAFE = "/$+!*'(),;:@&="


def invalidation_paths(keys: Sequence[str], namespace: Namespace, index_document: str) -> tuple[str, ...]:
    """The paths of the changed `keys`, and for an index document also the path of its directory.

    More than FREE_PATHS become one path for the whole site.
    """
    paths: list[str] = []
    for key in keys:
        path = encoded_path(f"{namespace.content}{key}")
        paths.append(path)
        if basename(key) == index_document:
            paths.append(path.removesuffix(encoded_path(index_document)[1:]))
    if len(paths) > FREE_PATHS:
        return (f"/{namespace.content}*",)
    return tuple(paths)


def encoded_path(key: str) -> str:
    """The path of an object, encoded for an invalidation."""
    return f"/{quote(key, safe=_SAFE)}".replace("~", "%7E")
