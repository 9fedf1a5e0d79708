"""The services' models of their operations, straight from botocore's files: no client, no endpoint, no credentials."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.loaders import Loader
    from botocore.model import OperationModel, ServiceModel


def operation(service: str, name: str) -> "OperationModel":
    """Returns the model of an operation, by boto3's names of the service and of the operation."""
    from botocore import xform_name

    model = _service(service)
    return next(model.operation_model(found) for found in model.operation_names if xform_name(found) == name)


@cache
def _loader() -> "Loader":
    from botocore.loaders import Loader

    return Loader()


@cache
def _service(service: str) -> "ServiceModel":
    from botocore.model import ServiceModel

    description: Any = _loader().load_service_model(service, "service-2")
    return ServiceModel(description, service)
