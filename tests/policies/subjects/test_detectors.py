"""What well-kept scanners find, the pack finds: by its form, or by the name of the variable."""

import pytest

from secure_site_policies.subjects.plain_credentials import credentials_in
from secure_site_policies.subjects.secret_forms import SHAPES
from secure_site_policies.subjects.secret_shapes import kinds_in
from tests.policies.subjects.detectors import BY_NAME, NOT_FOUND, Detector, detectors

ALL = list(detectors())


def named(detector: Detector) -> str:
    return f"{detector.scanner}: {detector.name}"


def test_each_detector_is_listed_once():
    names = [named(detector) for detector in ALL]
    assert sorted(names) == sorted(set(names))
    assert {scanner: sum(one.scanner == scanner for one in ALL) for scanner in ("gitleaks", "detect-secrets")} == {
        "gitleaks": 218,
        "detect-secrets": 27,
    }


@pytest.mark.parametrize("detector", [one for one in ALL if one.kind not in (BY_NAME, NOT_FOUND)], ids=named)
def test_a_form_that_a_scanner_knows_is_known(detector: Detector):
    for text in (detector.example, f"run: |\\n{detector.example}\\n", f'{{"x": "{detector.example}"}}'):
        assert kinds_in(text) == {detector.kind}


@pytest.mark.parametrize("detector", [one for one in ALL if one.kind == BY_NAME], ids=named)
def test_a_form_that_nothing_marks_is_known_by_the_name_of_its_variable(detector: Detector):
    variable, _, value = detector.example.partition("=")
    assert [found.path for found in credentials_in({"environment": {variable: value}})] == [("environment", variable)]
    assert list(credentials_in({"environment": {"COLOUR": value}})) == []


@pytest.mark.parametrize("detector", [one for one in ALL if one.kind == NOT_FOUND], ids=named)
def test_what_is_not_found_has_a_reason(detector: Detector):
    assert len(detector.example.split()) >= 3
    assert "{" not in detector.example


def test_every_kind_of_the_pack_stands_in_the_list():
    assert {detector.kind for detector in ALL} - {BY_NAME, NOT_FOUND} >= set(SHAPES) - {"aws-secret-access-key"}
