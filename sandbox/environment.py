"""The environment variables of a sandbox, for the engine and for a user's shell."""

import os
from pathlib import Path

from sandbox.emulator.cloud import Cloud, Credentials
from sandbox.home import Home
from sandbox.providers.clients import ROOT


def engine_environment(
    home: Home, engine: Path, cloud: Cloud, credentials: Credentials | None = None
) -> dict[str, str]:
    """Returns the variables with which any `pulumi` command works on this sandbox's stack, from any folder.

    `credentials` sign the calls to AWS. Default: root's.
    """
    return {
        **cloud.environment(credentials),
        f"{ROOT}_ACCESS_KEY_ID": cloud.access_key_id,
        f"{ROOT}_SECRET_ACCESS_KEY": cloud.secret_access_key,
        "PATH": os.pathsep.join([str(engine.parent), os.environ.get("PATH", os.defpath)]),
        "PULUMI_HOME": str(home.pulumi_home),
        "PULUMI_BACKEND_URL": home.state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(home.passphrase),
        "PULUMI_OPTION_CWD": str(home.project),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "SANDBOX_RECORD_FILE": str(home.recorded),
    }


def forget_own_account() -> None:
    """Drops the user's own AWS and Pulumi settings from this process: a rehearsal must not reach their account."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "PULUMI_"))]:
        del os.environ[name]
