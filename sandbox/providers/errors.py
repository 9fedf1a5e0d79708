"""What may go wrong with a resource, said in one line: type, name, operation, reason."""

from collections.abc import Mapping
from typing import Any

_GONE = ("NoSuch", "NotFound", "Nonexistent", "DoesNotExist", "NotExist")


class ResourceError(Exception):
    """An operation on a resource that cannot be done. The message is for people and carries no secret."""


class GoneError(ResourceError):
    """The resource is not there."""


class PartlyCreatedError(ResourceError):
    """The resource exists, but a later step of its creation failed: the engine must remember it all the same."""

    def __init__(self, message: str, resource_id: str, properties: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.resource_id = resource_id
        self.properties = properties


def is_gone(code: str) -> bool:
    """Whether an AWS error code says that the thing is not there, as in NoSuchBucket or ResourceNotFoundException."""
    return any(part in code for part in _GONE) or code == "404"
