"""What the AWS provider calls for every type that the program registers, and a few that it may come to register.

Written from foundation/permissions/data/aws-provider-calls.json, in which the calls of provider 5.31 were recorded,
and for what that lacks from the provider's source of today, file by file.
tests/foundation/permissions/test_deploy_permissions.py holds it to the recording.
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
