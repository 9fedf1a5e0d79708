"""The checks of a deployed stack, in report order."""

from doctor.checks import delivery, keys, logs, mail, names, roles, site, stop

CHECKS = (
    *(*names.CHECKS, *stop.CHECKS, *site.CHECKS, *logs.CHECKS),
    *(*keys.CHECKS, *mail.CHECKS, *delivery.CHECKS, *roles.CHECKS),
)
"""Every check, in report order."""
