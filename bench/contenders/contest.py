"""The shared part of all contenders' scripts: reads documents, prints verdicts and the time that they took.

Each script runs in a process and an environment of its own, with its library and without this project.
"""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

Document = dict[str, Any]
Verdict = bool | str
"""Whether the document grants S3 actions by a wildcard, or the name of the error that came instead."""


def contend(judge: Callable[[Document], bool]) -> None:
    """Works like contend_at_once, with a function for one document. The name of an error is its verdict."""

    def verdict(document: Document) -> Verdict:
        try:
            return judge(document)
        except Exception as error:
            return type(error).__name__

    contend_at_once(lambda documents: [verdict(document) for document in documents])


def contend_at_once(judge: Callable[[list[Document]], list[Verdict]]) -> None:
    """Reads one JSON document per line, prints {"seconds": .., "verdicts": [..]}. Reading and imports are not timed."""
    logging.disable()
    documents = [json.loads(line) for line in sys.stdin]
    started = time.perf_counter()
    verdicts = judge(documents)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "verdicts": verdicts}))


def allowing(document: Document) -> list[Document]:
    """Returns the statements with the effect Allow."""
    return [statement for statement in as_list(document["Statement"]) if statement["Effect"] == "Allow"]


def adds_s3(written: Iterable[str], expanded: Iterable[str]) -> bool:
    """Whether an expansion has an S3 action that was not written out."""
    names = {name.lower() for name in written}
    return any(name.startswith("s3:") and name not in names for name in map(str.lower, expanded))


def as_list(value: Any) -> list[Any]:
    """Returns a list of a value that may be one already."""
    return cast(list[Any], value) if isinstance(value, list) else [value]
