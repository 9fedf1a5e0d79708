"""Publishes a static site into a private, versioned S3 bucket behind CloudFront, and takes it back.

    python -m publish deploy public --bucket B --distribution D
    python -m publish releases --bucket B
    python -m publish diff A B --bucket B
    python -m publish rollback --bucket B --distribution D

What is published, and what is not: see `local_files`. How long it is cached: see `cache_rules`. In which order, so that
nobody ever sees half a site: see `release`. Needs Python 3.11 and boto3; with rich, a terminal shows a progress bar.
"""
