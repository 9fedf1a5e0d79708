"""`python -m bench [NAME ..]`: each prints ratios of times taken in one run, beside the seconds.

preview  the unchanged dev stack with the policy pack, against an empty program on the same engine
up       a first and a second `make up` with everything cached
cold     a first `make up` in a fresh clone with empty caches (minutes; not part of the default)
publish  first, unchanged and one-file publishes, and a rollback, against aws s3 sync (minutes; not part of the default)
permissions  what is right about S3 wildcards, and how fast, of this and other tools (minutes; not part of the default)
"""

import sys

from bench import cold, permissions, preview, publish, up

_BENCHES = {
    "preview": preview.run,
    "up": up.run,
    "cold": cold.run,
    "permissions": permissions.run,
    "publish": publish.run,
}
_DEFAULT = ("preview", "up")


def main(names: list[str]) -> int:
    """Runs the named benches, or those that take seconds."""
    unknown = [name for name in names if name not in _BENCHES]
    if unknown:
        print(f"no bench {', '.join(unknown)}; there are: {', '.join(_BENCHES)}", file=sys.stderr)
        return 1
    for name in names or _DEFAULT:
        _BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
