"""The calls of the AWS provider for every resource type that the program registers, and for a few more.

The table is written from foundation/permissions/data/aws-provider-calls.json, a recording of provider 5.31. Types and
calls that the recording lacks come from the provider's current source.
tests/foundation/permissions/test_deploy_permissions.py compares the table with the recording.
"""

from collections.abc import Mapping

from foundation.permissions.calls import Calls
from foundation.permissions.table.delivery import DELIVERY
from foundation.permissions.table.edge import EDGE
from foundation.permissions.table.identity import IDENTITY
from foundation.permissions.table.storage import STORAGE
from foundation.permissions.table.watch import WATCH

TABLE: Mapping[str, Calls] = {**DELIVERY, **EDGE, **IDENTITY, **STORAGE, **WATCH}
"""Type token -> its calls."""
