"""Checks the safeguards of the AWS account in use: `python -m foundation.account.check`. Reads only."""
