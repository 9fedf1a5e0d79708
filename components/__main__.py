"""Serves the components to programs in any language: what Pulumi runs of the package.

https://www.pulumi.com/docs/iac/guides/building-extending/packages/building-packages/
"""

import sys
import tomllib
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
# Python puts this folder first, where `site` or `settings` would stand for other modules. The packages are beside it.
sys.path[0] = str(_FOLDER.parent)

from pulumi.provider import main  # noqa: E402

from components.package import COMPONENTS, NAME, SECRETS  # noqa: E402
from components.package.provider import PackageProvider  # noqa: E402

if __name__ == "__main__":
    version = tomllib.loads((_FOLDER / "pyproject.toml").read_text())["project"]["version"]
    main(PackageProvider(COMPONENTS, NAME, version, SECRETS), sys.argv[1:])
