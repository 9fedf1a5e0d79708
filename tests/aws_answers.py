"""AWS clients made of answers, for tests of programs that look at an account or a stack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from doctor.reader import Reads
from tests.examples import ACCOUNT_ID

CALLER = f"arn:aws:iam::{ACCOUNT_ID}:role/auditor"


def error(code: str) -> ClientError:
    """The error with which AWS refuses a call."""
    return ClientError({"Error": {"Code": code, "Message": "as the test wants it"}}, "Operation")


@dataclass
class Answers:
    """Clients that give these answers, and reject every call that is not among the reads."""

    reads: Reads
    answers: Mapping[str, Any]
    """Answer, or error, by action; "REGION ACTION" for one region alone."""
    asked: set[str] = field(default_factory=set[str])
    """The called actions, each with its region."""

    def __call__(self, service: str, region: str) -> "_Client":
        return _Client(self, service, region)


@dataclass(frozen=True)
class _Client:
    all: Answers
    service: str
    region: str

    def can_paginate(self, operation: str) -> bool:
        return operation == "list_users"

    def get_paginator(self, operation: str) -> "_Client":
        assert operation == "list_users"
        return self

    def paginate(self) -> "_Client":
        return self

    def build_full_result(self) -> Any:
        return self._answer("iam:ListUsers")

    def get_caller_identity(self) -> Any:
        return {"Account": ACCOUNT_ID, "Arn": CALLER}

    def __getattr__(self, operation: str) -> Any:
        actions = {read: action for action, read in self.all.reads.items()}
        action = actions[self.service, operation]

        def call(**_: object) -> Any:
            return self._answer(action)

        return call

    def _answer(self, action: str) -> Any:
        self.all.asked.add(f"{self.region} {action}")
        answers = self.all.answers
        answer = answers.get(f"{self.region} {action}", answers.get(action))
        if isinstance(answer, Exception):
            raise answer
        return answer
