"""The settings of previews of pull requests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pulumi

from components import rules
from components.settings.faults import Fault, Missing, Wrong
from components.settings.setting import Options, flag, secret, setting
from components.site.options import LONGEST_COMMON_NAME

LONGEST_DOMAIN = LONGEST_COMMON_NAME - len("*.")
"""The most characters of the domain: its certificate is issued to all names below it."""

PASSWORD = rules.matching(
    r"[A-Za-z0-9]{24,128}",
    "24 to 128 letters and digits made at random, such as openssl rand -hex 20 prints",
)
"""A digest of it is in the function at the edge, where no slow hash is to be had: it must be too long to be guessed."""


@dataclass(frozen=True, kw_only=True)
class PreviewOptions(Options):
    """Where previews of pull requests are, who sees them, and how long."""

    previews: bool = flag(
        False,
        "Makes a bucket and a distribution for previews of pull requests, which share nothing with the site.",
    )
    preview_domain: str | None = setting(
        None,
        rules.HOST,
        "Domain below which each preview has a host of its own, such as pr-12.previews.example.net. It may not share "
        "its last two labels with a name of the site. Without one, all previews are at the name that CloudFront gives "
        "them, one at a time.",
        example="previews.example.net",
    )
    preview_zone_id: str | None = setting(
        None,
        rules.ZONE_ID,
        "The Route 53 hosted zone of previewDomain, which needs it.",
        example="Z0123456789ABCDEFGHIJ",
    )
    preview_password: pulumi.Input[str] = secret(
        PASSWORD, "Password of the user preview, who alone sees previews. Without one, all who know an address do."
    )
    preview_days: int = setting(
        14, rules.between(2, 3650), "Days after which a preview is deleted, counted from its newest publication."
    )

    def faults(self) -> Iterator[Fault]:
        """A domain has its zone, and a certificate can be issued to the names below it."""
        if self.preview_domain and not self.preview_zone_id:
            yield Missing("preview_zone_id", rules.ZONE_ID.allowed)
        if self.preview_zone_id and not self.preview_domain:
            yield Missing("preview_domain", rules.HOST.allowed)
        if self.preview_domain and len(self.preview_domain) > LONGEST_DOMAIN:
            yield Wrong("preview_domain", f"at most {LONGEST_DOMAIN} characters long")

    def faults_beside(self, names: Sequence[str]) -> Iterator[Fault]:
        """The domain of previews is another site for browsers than each of these names.

        Within one registrable domain a page can set cookies that its neighbours receive, and counts as same-site with
        them. Two names with different last labels, two each, never share it. Where a public suffix has two labels
        itself, such as co.uk, this rejects more than it must.
        https://datatracker.ietf.org/doc/html/rfc6265#section-8.6
        """
        if self.preview_domain is None:
            return
        near = next((name for name in names if _last_two(name) == _last_two(self.preview_domain)), None)
        if near:
            allowed = (
                f"below another domain than {'.'.join(_last_two(near))}, where {near} is: the code of a pull request "
                "could otherwise set cookies of the site"
            )
            yield Wrong("preview_domain", allowed)


def _last_two(name: str) -> list[str]:
    return name.split(".")[-2:]
