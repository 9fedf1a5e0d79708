"""Which tests run on one worker: those that share what takes long to set up.

https://pytest-xdist.readthedocs.io/en/stable/distribution.html
"""

import re
import zlib
from pathlib import PurePath

from xdist.scheduler import LoadScopeScheduling  # pyright: ignore[reportMissingTypeStubs]

LONGEST_FIRST = (
    "life-prod",
    "life-dev",
    "test_settings_taken_back",
    "test_commands",
    "test_documentation",
    "test_ci_commands",
    "test_previews",
    "test_lifecycle-prod",
    "test_lifecycle-dev",
    "test_role_refusals",
    "test_foundation",
    "test_providers",
    "test_provider_families",
    "test_providers_refusals",
    "test_state_access",
)
"""Groups that take long. One that began last would leave the other workers without work."""
_SHAPE = re.compile(r"\[(dev|prod)\b")
_ONE_LIFE = ("test_deploy_role", "test_no_slack")
"""Files that look at the same life."""
_MUTATION_GROUPS = 6


class GroupScheduling(LoadScopeScheduling):
    """Hands whole groups to workers."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(test_id: str) -> str:
    """The tests of a file together; those of the lives apart by the stack's shape, and the mutations in sixths."""
    path, _, test = test_id.partition("::")
    file, shape = PurePath(path).stem, _SHAPE.search(test)
    if file in _ONE_LIFE:
        return f"life-{shape[1] if shape else 'dev'}"
    if file == "test_lifecycle" and shape:
        return f"{file}-{shape[1]}"
    if file == "test_mutations":
        return f"{file}-{zlib.crc32(test.encode()) % _MUTATION_GROUPS}"
    return file


def rank(test_id: str) -> int:
    """The key that sorts tests so that the groups of LONGEST_FIRST come first."""
    name = group(test_id)
    return LONGEST_FIRST.index(name) if name in LONGEST_FIRST else len(LONGEST_FIRST)
