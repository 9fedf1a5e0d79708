"""The settings of the pipeline: how the site is built and published."""

from dataclasses import dataclass

from components import rules
from components.settings.setting import Options, flag, setting


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
        "aws/codebuild/amazonlinux-x86_64-standard:5.0",
        rules.BUILD_IMAGE,
        "Image that the build runs in, with bash and the aws CLI.",
    )
    build_timeout_minutes: int = setting(15, rules.between(5, 2160), "Minutes after which a build is stopped.")
    verify_release: bool = flag(
        True,
        "Checks the site after each publication and takes back a release that is not served as published. Must be "
        "false where geoAllow or geoBlock shuts out the country of aws:region, from which the build looks.",
    )
    approval: bool = flag(False, "Waits for an approval in the console before each publication.")
    notification_email: str | None = setting(
        None, rules.EMAIL, "Address that hears of failed publications and of those that wait for approval."
    )
