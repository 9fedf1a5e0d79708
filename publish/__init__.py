"""Publishes a static site into a private, versioned S3 bucket behind CloudFront, and rolls it back.

    python -m publish check public
    python -m publish deploy public --bucket B --distribution D
    python -m publish releases --bucket B
    python -m publish diff A B --bucket B
    python -m publish rollback --bucket B --distribution D
    python -m publish remove PATH --bucket B --distribution D

`folder` decides which files are published, under which keys and with which headers. `release` orders the writes so that
a viewer never sees half a site. `page_policy` gives each page its Content-Security-Policy, and `check` looks at the
site afterwards. The package needs Python 3.11, boto3 and turbohtml. With rich installed, a terminal shows a progress
bar.
"""
