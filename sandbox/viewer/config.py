"""What the viewer's process is told: one JSON file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
"""The only address the viewer ever listens at."""


@dataclass(frozen=True)
class ViewerConfig:
    """Which distribution is served, from where, and at which ports."""

    domain: str
    """The distribution's own domain, `<label>.cloudfront.net`."""
    upstream: str
    """Address of the local cloud."""
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
        """What a redirect to the distribution's domain has to be turned into."""
        return f"https://{LOOPBACK}:{self.https_port}"

    def write(self, file: Path) -> None:
        """Writes the file that `read` reads."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=2))

    @classmethod
    def read(cls, file: Path) -> "ViewerConfig":
        """Reads what `write` wrote. Raises OSError, or TypeError for a file with other keys."""
        return cls(**json.loads(file.read_text()))
