"""The checks of a deployed stack, in report order."""

from doctor.checks import delivery, keys, logs, mail, names, roles, site

CHECKS = (*names.CHECKS, *site.CHECKS, *logs.CHECKS, *keys.CHECKS, *mail.CHECKS, *delivery.CHECKS, *roles.CHECKS)
"""Every check, in report order."""
