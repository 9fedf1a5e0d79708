"""The viewer: an HTTPS address a browser can open, answered by the emulated distribution.

The process behind it is `python -m sandbox.viewer --config FILE`; the rest of the sandbox starts and finds it here.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.emulator.certificate import make_certificate
from sandbox.emulator.cloud import Cloud, without_aws
from sandbox.emulator.processes import Process, StartError, free_port, start, tail
from sandbox.viewer.config import LOOPBACK, ViewerConfig

__all__ = ["Viewer", "ViewerConfig"]

_START_SECONDS = 30.0
_POLL_SECONDS = 0.05
_REPOSITORY = Path(__file__).resolve().parent.parent.parent


class Viewer:
    """The viewer of one sandbox, whose settings, certificate and process id are kept in `folder`; it logs to `logs`."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self._folder = folder
        self._settings = folder / "viewer.json"
        self._process = folder / "process.json"
        self._log = logs / "viewer.log"

    @property
    def address(self) -> str:
        """Where the site answers, "https://127.0.0.1:PORT".

        An IP address and not localhost: browsers keep HSTS by host name, and the site's header would lock every other
        development server of this machine out of http://localhost. RFC 6797 exempts IP addresses.
        Raises StartError where no site was served yet.
        """
        return f"https://{LOOPBACK}:{self._config().https_port}"

    @property
    def http_address(self) -> str:
        """Where the distribution answers plain HTTP, "http://127.0.0.1:PORT". Raises StartError like `address`."""
        return f"http://{LOOPBACK}:{self._config().http_port}"

    @property
    def ca(self) -> Path:
        """PEM file of the authority to trust for `address`. Raises StartError like `address`."""
        return Path(self._config().ca)

    def serve(self, cloud: Cloud, distribution_id: str) -> None:
        """Serves the distribution, at the same ports as before where they are free. Raises StartError."""
        distribution = cloud.client("cloudfront").get_distribution(Id=distribution_id)["Distribution"]
        aliases: Sequence[str] = distribution["DistributionConfig"].get("Aliases", {}).get("Items", [])
        certificate = make_certificate(self._folder, ["localhost", LOOPBACK, *aliases])
        wanted: dict[str, Any] = {
            "domain": distribution["DomainName"],
            "upstream": cloud.aws_url,
            "upstream_ca": cloud.ca,
            "ca": str(certificate.ca),
            "chain": str(certificate.chain),
            "key": str(certificate.key),
        }
        if self._serves(wanted):
            return
        self.stop()
        https_port, http_port = self._ports()
        config = ViewerConfig(https_port=https_port, http_port=http_port, **wanted)
        config.write(self._settings)
        self._start(config)

    def stop(self) -> None:
        """Stops the process; the settings stay, so that the next one answers at the same address."""
        if self._process.exists():
            Process(**json.loads(self._process.read_text())).stop()
            self._process.unlink()

    def _config(self) -> ViewerConfig:
        if not self._settings.exists():
            raise StartError("no site is served yet; bring the sandbox up first")
        return ViewerConfig.read(self._settings)

    def _serves(self, wanted: dict[str, Any]) -> bool:
        """Whether a running process already serves just this."""
        if not (self._process.exists() and self._settings.exists()):
            return False
        running = Process(**json.loads(self._process.read_text())).is_running()
        return running and asdict(self._config()).items() >= wanted.items()

    def _ports(self) -> tuple[int, int]:
        if self._settings.exists():
            before = self._config()
            if _is_free(before.https_port) and _is_free(before.http_port):
                return before.https_port, before.http_port
        return free_port(), free_port()

    def _start(self, config: ViewerConfig) -> None:
        command = [sys.executable, "-m", "sandbox.viewer", "--config", str(self._settings)]
        environment = {**without_aws(os.environ), "PYTHONPATH": str(_REPOSITORY)}
        process = start("viewer", command, environment, config.https_port, self._log)
        self._process.write_text(json.dumps(asdict(process)))
        deadline = time.monotonic() + _START_SECONDS
        # An answer would be the distribution's (a 404 while the site is empty), so only a listener is waited for.
        while any(_is_free(port) for port in (config.https_port, config.http_port)):
            if not process.is_running() or time.monotonic() > deadline:
                raise StartError(f"the viewer did not come up:\n{tail(self._log)}")
            time.sleep(_POLL_SECONDS)


def _is_free(port: int) -> bool:
    """Whether nobody listens at a loopback port."""
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex((LOOPBACK, port)) != 0
