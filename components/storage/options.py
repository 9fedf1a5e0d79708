"""The settings of what a stack stores."""

from dataclasses import dataclass

from components import rules
from components.settings.setting import Options, flag, setting
from publish.retention import MOST_RELEASES


@dataclass(frozen=True, kw_only=True)
class StorageOptions(Options):
    """How stored objects are encrypted, how long they are kept, and whether their buckets may be deleted."""

    customer_key: bool = flag(
        False,
        "Encrypts what is stored from now on with KMS keys of the stack (docs/costs.md has the price), one for the "
        "content and one for the artifacts, instead of S3's own keys.",
    )
    former_keys: str | None = setting(
        None,
        rules.one_of("keep", "delete"),
        "The stack's keys once customerKey is false: keep them, because nothing else reads what they encrypted, or "
        "delete them. One of the two is needed where there are keys. Takes effect without customerKey.",
        example="keep",
    )
    noncurrent_days: int = setting(
        30,
        rules.DAYS,
        "Days for which an overwritten or removed object can be brought back, beyond what kept releases need.",
    )
    keep_releases: int = setting(
        5, rules.between(1, MOST_RELEASES), "Releases that can be brought back however old they are."
    )
    keep_assets_days: int = setting(
        2,
        rules.between(0, 3650),
        "Days for which fingerprinted files that the site no longer has stay, for tabs that were opened before. Those "
        "of kept releases stay in any case.",
    )
    log_retention_days: int = setting(
        365,
        rules.LOG_RETENTION,
        "Days for which build logs and the buckets' own access logs are kept, as CloudWatch Logs offers them. They "
        "name publishers and administrators, and no visitor.",
    )
    access_log_days: int = setting(
        30, rules.DAYS, "Days for which the access logs of the site are kept, with the addresses of its visitors."
    )
    log_visitor_address: bool = flag(
        True, "Whether the access logs of the site have the addresses of its visitors, which are personal data."
    )
    artifact_days: int = setting(
        30, rules.DAYS, "Days for which the pipeline's artifacts and the build's cache are kept."
    )
    protect: bool = flag(
        False,
        "Refuses to delete buckets with what is in them, and the keys that read it. For stacks that people depend on.",
    )

    @property
    def has_keys(self) -> bool:
        """Whether the stack has keys: for what it stores, or for what it stored before."""
        return self.customer_key or self.former_keys == "keep"
