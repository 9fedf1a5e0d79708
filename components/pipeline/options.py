"""The settings of the pipeline: how the site is built and published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from components import rules
from components.settings.faults import Fault, Ineffective, Wrong
from components.settings.setting import Options, flag, setting

STANDARD_IMAGE = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
"""The image of CodeBuild that the site is published with, and built with unless a setting names another."""

_PRIVATE_REGISTRY = re.compile(r"[0-9]{12}\.dkr\.ecr[.-]")
_OTHER_MACHINES = re.compile(r"aws/codebuild/[^:]*(lambda|windows|macos)")


@dataclass(frozen=True, kw_only=True)
class PipelineOptions(Options):
    """How the site is built and published, with or without an approval and mail."""

    build_commands: tuple[str, ...] = setting(
        (),
        rules.COMMAND,
        "Shell commands that build the site, in order. Without any, the repository is published as it is.",
        example="make",
    )
    output_directory: str = setting(
        "public", rules.FOLDER, "Folder of the repository that holds the site after the build."
    )
    build_image: str = setting(
        STANDARD_IMAGE,
        rules.BUILD_IMAGE,
        "Image that the build commands run in, with bash: one of CodeBuild's own for Linux, or one of a public "
        "registry.",
    )
    build_timeout_minutes: int = setting(
        15, rules.between(5, 2160), "Minutes after which building is stopped, and likewise publishing."
    )
    verify_release: bool = flag(
        True,
        "Checks the site after each publication and takes back a release that is not served as published. Must be "
        "false where geoAllow or geoBlock shuts out the country of aws:region, from which the build looks.",
    )
    approval: bool = flag(False, "Waits for an approval in the console before each publication.")
    notification_email: str | None = setting(
        None, rules.EMAIL, "Address that hears of failed publications and of those that wait for approval."
    )

    @property
    def output_folder(self) -> str:
        """The folder of `output_directory` without "./" and a final slash; "." for the whole repository."""
        return str(PurePosixPath(self.output_directory))

    def faults(self) -> Iterator[Fault]:
        """An image that the build's role may pull, for a machine that the build gets."""
        image = self.build_image
        if _PRIVATE_REGISTRY.match(image):
            yield Wrong(
                "build_image",
                "an image that can be pulled without a permission: the build's role has none for private registries. "
                "Use one of CodeBuild's images, or one of a public registry such as public.ecr.aws",
            )
        if _OTHER_MACHINES.match(image):
            yield Wrong(
                "build_image", "an image for a Linux container: builds on Lambda, Windows or macOS are not offered"
            )
        if image != STANDARD_IMAGE and rules.BUILD_IMAGE.holds(image) and not self.build_commands:
            yield Ineffective("build_image", "has no effect without build_commands")
