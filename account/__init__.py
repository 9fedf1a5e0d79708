"""`python -m account`: whether the AWS account that one is logged in to has its safeguards. Reads only."""
