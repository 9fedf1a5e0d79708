"""The settings of the viewer's process: one JSON file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sandbox.emulator.processes import LOOPBACK


@dataclass(frozen=True)
class ViewerConfig:
    """The distribution that is served, its origin, and the ports."""

    domain: str
    """The distribution's own domain, `<label>.cloudfront.net`."""
    upstream: str
    """The address of the local cloud."""
    upstream_ca: str
    """PEM file of the authority to trust for `upstream`."""
    ca: str
    """PEM file of the authority that signed the viewer's own certificate."""
    chain: str
    """PEM file of the viewer's certificate."""
    key: str
    """PEM file of its private key."""
    https_port: int
    http_port: int

    @property
    def address(self) -> str:
        """The viewer's own address, which replaces the distribution's domain in redirects."""
        return f"https://{LOOPBACK}:{self.https_port}"

    def write(self, file: Path) -> None:
        """Writes the settings to a file."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=2))

    @classmethod
    def read(cls, file: Path) -> "ViewerConfig":
        """Reads settings that `write` wrote. Raises OSError, or TypeError for a file with other keys."""
        return cls(**json.loads(file.read_text()))
