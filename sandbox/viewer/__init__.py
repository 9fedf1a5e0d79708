"""The viewer: an HTTPS address that a browser can open, answered by the emulated distribution.

The process behind it is `python -m sandbox.viewer`; the rest of the sandbox starts and finds it here.
"""

import json
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.emulator.certificate import make_certificate
from sandbox.emulator.cloud import Cloud, without_aws
from sandbox.emulator.processes import (
    LOOPBACK,
    Process,
    StartError,
    listening_socket,
    port_of,
    start,
    wait_until_encrypted,
)
from sandbox.home import REPOSITORY
from sandbox.viewer.config import ViewerConfig

__all__ = ["Viewer", "ViewerConfig"]


class Viewer:
    """The viewer of one sandbox. Its settings, certificate and process id are in `folder`, its log is in `logs`."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self._folder = folder
        self._settings = folder / "viewer.json"
        self._process = folder / "process.json"
        self._log = logs / "viewer.log"

    @property
    def address(self) -> str:
        """The site's address, "https://127.0.0.1:PORT".

        An IP address and not localhost: browsers keep HSTS by host name, and the site's header would lock every other
        development server of this machine out of http://localhost. RFC 6797 exempts IP addresses.
        Raises StartError before any site was served.
        """
        return f"https://{LOOPBACK}:{self._config().https_port}"

    @property
    def http_address(self) -> str:
        """The distribution's address for plain HTTP, "http://127.0.0.1:PORT". Raises StartError like `address`."""
        return f"http://{LOOPBACK}:{self._config().http_port}"

    @property
    def ca(self) -> Path:
        """PEM file of the authority to trust for `address`. Raises StartError like `address`."""
        return Path(self._config().ca)

    def serve(self, cloud: Cloud, distribution_id: str) -> None:
        """Serves the distribution, at the former ports if they are free. Raises StartError."""
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
        https, http = self._sockets()
        config = ViewerConfig(https_port=port_of(https), http_port=port_of(http), **wanted)
        config.write(self._settings)
        self._start(config, [https, http])

    def stop(self) -> None:
        """Stops the process. The settings stay, so that the next process answers at the same address."""
        if self._process.exists():
            Process(**json.loads(self._process.read_text())).stop()
            self._process.unlink()

    def _config(self) -> ViewerConfig:
        if not self._settings.exists():
            raise StartError("no site is served yet; start it with: make up")
        return ViewerConfig.read(self._settings)

    def _serves(self, wanted: dict[str, Any]) -> bool:
        """Whether a running process serves exactly this already."""
        if not (self._process.exists() and self._settings.exists()):
            return False
        running = Process(**json.loads(self._process.read_text())).is_running()
        return running and asdict(self._config()).items() >= wanted.items()

    def _sockets(self) -> tuple[socket.socket, socket.socket]:
        if self._settings.exists():
            before = self._config()
            with suppress(OSError), ExitStack() as opened:
                https = opened.enter_context(listening_socket(before.https_port))
                http = opened.enter_context(listening_socket(before.http_port))
                opened.pop_all()
                return https, http
        return listening_socket(0), listening_socket(0)

    def _start(self, config: ViewerConfig, sockets: Sequence[socket.socket]) -> None:
        numbers = [str(one.fileno()) for one in sockets]
        command = [sys.executable, "-m", "sandbox.viewer", "--config", str(self._settings), "--sockets", *numbers]
        environment = {**without_aws(os.environ), "PYTHONPATH": str(REPOSITORY)}
        process = start("viewer", command, environment, sockets, self._log)
        self._process.write_text(json.dumps(asdict(process)))
        # A request would go on to the distribution, and a site may be empty.
        wait_until_encrypted(process, self._log, Path(config.ca))
