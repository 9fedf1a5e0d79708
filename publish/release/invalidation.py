"""The paths that a release invalidates, at the lowest price.

AWS counts paths, and a path that ends in "*" is one, however many files it covers. So a few changes are named one by
one, which leaves everything else in the caches, and many are covered by one path for their folder.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
"""

from collections.abc import Callable, Iterable
from posixpath import commonpath, dirname
from urllib.parse import quote, unquote

MOST_SINGLE_PATHS = 50
"""The most paths that a release names one by one.

1,000 paths a month are free for an account, and 3,000 may be in progress for a distribution at a time. With this limit
20 releases a month are free. https://aws.amazon.com/cloudfront/pricing/
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/InvalidationLimits.html
"""

# CloudFront requires percent-encoding of non-ASCII and of the characters that RFC 1738 calls unsafe, and of no others:
# it does not find a path in which more is encoded. quote() leaves letters, digits and "_.-~" alone, and "~" is unsafe.
_SAFE = "/$+!*'(),;:@&="


def invalidation_paths(
    keys: Iterable[str], addresses_of: Callable[[str], Iterable[str]], carried: Iterable[str] = ()
) -> tuple[str, ...]:
    """The paths of the changed `keys`, or one for the folder that holds them all if there are more than a few.

    addresses_of: the percent-encoded paths that lead to a key; CloudFront wants to hear of the paths before and after a
        function has changed them.
    carried: paths of an earlier release whose invalidation did not take place.
    """
    paths = dict.fromkeys(carried)
    for key in keys:
        paths[encoded_path(key)] = None
        paths |= {encoded_path(unquote(address).removeprefix("/")): None for address in addresses_of(key)}
    wanted = _covered(paths)
    if len(wanted) <= MOST_SINGLE_PATHS:
        return tuple(wanted)
    folder = commonpath([dirname(path.removesuffix("*")) for path in wanted]).rstrip("/")
    return (f"{folder}/*",)


def encoded_path(key: str) -> str:
    """The path of an object, encoded for an invalidation."""
    return f"/{quote(key, safe=_SAFE)}".replace("~", "%7E")


def _covered(paths: Iterable[str]) -> list[str]:
    """The paths without those that another one of them covers, sorted."""
    known = set(paths)
    folders = [path.removesuffix("*") for path in known if path.endswith("/*")]
    return sorted(
        path for path in known if not any(path.startswith(folder) and path != f"{folder}*" for folder in folders)
    )
