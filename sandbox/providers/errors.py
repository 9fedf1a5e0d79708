"""Errors of resources. Each is reported in one line: type, name, operation, reason."""

from collections.abc import Mapping
from typing import Any

_GONE = ("NoSuch", "NotFound", "Nonexistent", "DoesNotExist", "NotExist")


class ResourceError(Exception):
    """An operation on a resource failed. The message is for the user and carries no secret."""


class GoneError(ResourceError):
    """The resource does not exist."""


class PartlyCreatedError(ResourceError):
    """The resource exists, but a later step of its creation failed: the engine must keep it in the state."""

    def __init__(self, message: str, resource_id: str, properties: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.resource_id = resource_id
        self.properties = properties


def is_gone(code: str) -> bool:
    """Whether an AWS error code means that the resource does not exist, such as NoSuchBucket."""
    return any(part in code for part in _GONE) or code == "404"
