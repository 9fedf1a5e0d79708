"""`python -m bench [NAME ..]`: each part prints seconds and ratios of times taken in one run.

commands     whole commands without changes (make preview, make up, make gate), against an empty program's
preview      the engine's preview of the unchanged dev stack with the policy pack, against an empty program's
policies     first previews of 1 to 100 sites with and without the policy pack (minutes; not part of the default)
sites        1, 10 and 50 sites against as many resources without components (minutes; not part of the default)
up           a first and a second `make up` with everything cached
cold         a first `make up` in a fresh clone with empty caches (minutes; not part of the default)
publish      first, unchanged and one-file publishes, and a rollback, against aws s3 sync (minutes; not part of the
             default)
permissions  how often this and other tools are right about S3 wildcards, and how fast (minutes; not part of the
             default)
"""

import sys
from importlib import import_module

_PARTS = ("commands", "preview", "policies", "sites", "up", "cold", "publish", "permissions")
_DEFAULT = ("commands", "preview", "up")


def main(names: list[str]) -> int:
    """Runs the named parts, by default those that take seconds."""
    unknown = [name for name in names if name not in _PARTS]
    if unknown:
        print(f"no bench {', '.join(unknown)}; choose from: {', '.join(_PARTS)}", file=sys.stderr)
        return 1
    for name in names or _DEFAULT:
        import_module(f"bench.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
