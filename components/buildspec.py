"""What CodeBuild runs to publish the site: the stack's own commands, whatever the site's repository says.

AWS: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

import json
from collections.abc import Sequence

_CACHED_FOLDERS = ("/root/.cache/**/*", "/root/.npm/**/*")

# Kept by browsers for an hour, and by CloudFront until the next publish invalidates it: a file that is not named after
# its content must not outlive the page that asks for it.
_ASSETS = "public, max-age=3600, s-maxage=31536000"
_PAGES = "no-cache"

# Before the build, whose commands may change the directory: version 0.2 runs all of them in one shell.
_REMEMBER_WHERE = ('SITE="$PWD/$OUTPUT_DIRECTORY"',)

_UPLOAD = (
    # A build that made no page must not empty the site.
    'ls -l "$SITE"/*.html',
    # cp, because sync takes a file that is older than the object and of equal size for the same one. Assets go before
    # the pages that ask for them.
    'aws s3 cp "$SITE" "s3://$CONTENT_BUCKET" --recursive --no-follow-symlinks --no-progress'
    f" --exclude '*.html' --cache-control '{_ASSETS}'",
    'aws s3 cp "$SITE" "s3://$CONTENT_BUCKET" --recursive --no-follow-symlinks --no-progress'
    f" --exclude '*' --include '*.html' --cache-control '{_PAGES}'",
    # All sizes are equal by now, so this uploads nothing (and no object without its cache header): it only deletes.
    'aws s3 sync "$SITE" "s3://$CONTENT_BUCKET" --no-follow-symlinks --no-progress --size-only --delete',
    "aws cloudfront create-invalidation --distribution-id \"$DISTRIBUTION_ID\" --paths '/*'"
    " --query Invalidation.Id --output text",
)


def publish(build_commands: Sequence[str]) -> str:
    """A buildspec, as JSON (which is YAML), that builds the site, uploads it and invalidates the cache.

    build_commands: shell commands, run in the repository's folder in this order; the first that fails ends the build
        before anything is uploaded. Empty: the repository holds the site as it is.

    The commands need the `aws` CLI and the environment variables CONTENT_BUCKET, DISTRIBUTION_ID and OUTPUT_DIRECTORY
    (the folder with the finished site, relative to the repository's), and run in any bash as they do in CodeBuild.
    """
    build = {"build": _phase(build_commands)} if build_commands else {}
    spec = {
        "version": 0.2,
        "env": {"shell": "bash"},
        "phases": {"pre_build": _phase(_REMEMBER_WHERE), **build, "post_build": _phase(_UPLOAD)},
        "cache": {"paths": list(_CACHED_FOLDERS)},
    }
    return json.dumps(spec, indent=2)


def _phase(commands: Sequence[str]) -> dict[str, object]:
    """Without ABORT, post_build would run after a build that failed, and publish what there is."""
    return {"on-failure": "ABORT", "commands": list(commands)}
