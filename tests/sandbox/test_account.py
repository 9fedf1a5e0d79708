"""The account's baseline on the real engine, from its creation to its end."""

from collections.abc import Iterator

import pytest

from components.account_baseline import AccountBaseline
from components.context import Context
from sandbox.cloud import ACCOUNT_ID
from tests.sandbox.trial import Trial, trial_of

CONTEXT = Context("secure-site", "dev", ACCOUNT_ID, "eu-west-1", {"Project": "secure-site"})


def baseline() -> None:
    AccountBaseline("account", {"context": CONTEXT, "security_email": "security@example.com"})


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    with trial_of(baseline, tmp_path_factory.mktemp("account")) as found:
        yield found


def test_up(trial: Trial) -> None:
    print(trial.up())
    print(trial.up())
    print(trial.refresh())
    print(trial.ids())
    print(trial.destroy())
