# pyright: basic, reportMissingImports=false
"""Checkov scans templates, so that each document becomes the inline policy of one; a failed check is a yes.

It has no check for S3, so the caller names those that come nearest: `with_checkov.py CKV_AWS_63 ..`.

Source: https://www.checkov.io/5.Policy%20Index/cloudformation.html
"""

import json
import sys
import tempfile
from pathlib import Path

from checkov.cloudformation.runner import Runner
from checkov.runner_filter import RunnerFilter
from contest import Document, Verdict, contend_at_once


def grant_by_wildcard(documents: list[Document]) -> list[Verdict]:
    """One scan of all; where Checkov neither passes nor fails a document, its verdict is "no result"."""
    with tempfile.TemporaryDirectory() as folder:
        for index, document in enumerate(documents):
            Path(folder, f"{index}.json").write_text(json.dumps(_template(document)))
        report = Runner().run(root_folder=folder, runner_filter=RunnerFilter(checks=sys.argv[1:]))
    verdicts: dict[str, Verdict] = {record.file_path: False for record in report.passed_checks}
    verdicts.update((record.file_path, True) for record in report.failed_checks)
    return [verdicts.get(f"/{index}.json", "no result") for index in range(len(documents))]


def _template(document: Document) -> Document:
    policy = {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": document}}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Policy": policy}}


contend_at_once(grant_by_wildcard)
