"""The documented forms of credentials, by issuer.

A form is a prefix, or another mark that nothing else has. A guess by entropy would block the ids and digests that every
stack has, so an issuer whose keys are bare digits or letters (Datadog, Heroku's first form, ..) is known by the name of
the variable only. The forms are checked against the rules of gitleaks, trufflehog and detect-secrets in
tests/policies/subjects/test_detectors.py.
"""

from collections.abc import Mapping

from secure_site_policies.subjects.cloud_forms import CLOUDS
from secure_site_policies.subjects.developer_forms import CODE, DATA
from secure_site_policies.subjects.service_forms import GENERAL, SERVICES
from secure_site_policies.subjects.shape import Shape

SHAPES: Mapping[str, Shape] = {**CODE, **CLOUDS, **DATA, **SERVICES, **GENERAL}
"""Name of the kind, as in messages and exemptions -> its shape."""
