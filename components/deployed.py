"""What the last update of the stack left behind, which a change of the configuration must not throw away.

The program alone cannot see that a key, a bucket or a region was another one before: the engine would delete the old
one, with all that is stored in it or encrypted with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.settings.reader import SettingsError
from components.site.options import SiteOptions
from components.storage.options import StorageOptions

_READ_OUTPUTS = "pulumi:pulumi:readStackOutputs"
_GONE = ("NoSuchDistribution", "couldn't find resource", "empty result")
"""What the call says of a distribution that is not there: CloudFront's code, and the provider's words for it."""


@dataclass(frozen=True)
class Deployed:
    """The part of a stack's own outputs that names what it stores."""

    region: str = ""
    """Region of the buckets. "" for a stack that was never up."""
    content_bucket: str = ""
    """Name of the content bucket. "" for a stack that was never up."""
    has_keys: bool = False
    """Whether the stack has keys of its own."""
    distribution_id: str = ""
    """Id of the distribution. "" for a stack that was never up."""
    has_stop: bool = False
    """Whether the stack has a machine that turns the distribution off, or was turned off by one."""
    pricing_plan: str = ""
    """The flat-rate plan of the distribution. "" without one."""

    def refuse_bare_plan(self, site: SiteOptions) -> None:
        """Raises SettingsError where an update would take the web ACL from a distribution with a plan.

        CloudFront refuses that as long as the plan holds, and the engine ends a plan after it has changed the rest.
        AWS: https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html
        """
        if self.pricing_plan and site.waf_rate_limit is None:
            raise SettingsError(
                f"wafRateLimit: is not set, and must stay until the plan {self.pricing_plan} has ended: CloudFront "
                "lets no distribution with a plan be without a web ACL; set wafRateLimit again, set pricingPlan to "
                "pay-as-you-go, update, and remove wafRateLimit in another update when the plan has ended, which is at "
                "once for free and at the end of the month for the others"
            )

    def is_turned_off(self, *, has_stop: bool) -> bool:
        """Whether the distribution of a stack with a stop is off, as CloudFront says now.

        The state does not know that it was turned off, and every update of a distribution sends all of it: one that
        said "on" would turn the site on by the way.
        has_stop: whether the stack has a stop from now on.
        """
        if not self.distribution_id or not (self.has_stop or has_stop):
            return False
        try:
            return not aws.cloudfront.get_distribution(id=self.distribution_id).enabled
        except Exception as error:
            # Deleted by hand: the update makes another one. The SDK has one type for every failure of a call.
            if any(words in str(error) for words in _GONE):
                return False
            raise

    def refuse_loss(self, context: Context, storage: StorageOptions) -> None:
        """Raises SettingsError where an update would delete stored data or a key, with the way to do it on purpose."""
        if losses := list(self.losses(context, storage)):
            lines = "".join(f"\n  {loss}" for loss in losses)
            raise SettingsError(f"the update of stack {context.stack!r} would lose what it stores:{lines}")

    def losses(self, context: Context, storage: StorageOptions) -> Iterator[str]:
        """What an update would delete of what is stored, each with the setting, and the way to do it on purpose."""
        if self.region and self.region != context.region:
            yield (
                f"aws:region: {context.region!r} must be {self.region}, where the stack's buckets are: a bucket cannot "
                "move and would be replaced by an empty one; to move, see docs/site.md (Move to another region); "
                f"run: pulumi config set aws:region {self.region}"
            )
        elif self.content_bucket and self.content_bucket != context.bucket_name("content"):
            yield (
                f"names: the content bucket would become {context.bucket_name('content')!r} and must stay "
                f"{self.content_bucket!r}: a bucket cannot be renamed and would be replaced by an empty one; use "
                "the account, the project and the stack name that it was made with"
            )
        if self.has_keys and not storage.customer_key and storage.former_keys is None:
            yield (
                "customerKey: false would delete the keys that stored objects are encrypted with, and nothing else "
                "reads these; run: pulumi config set formerKeys keep; to delete them, see docs/site.md (Leave a key)"
            )


def read_deployed() -> Deployed:
    """What the last update of the current stack has exported. The engine reads it from the state."""
    name = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    answer = cast("Mapping[str, Any]", pulumi.runtime.invoke(_READ_OUTPUTS, {"name": name}).value or {})
    outputs = cast("Mapping[str, Any]", answer.get("outputs") or {})
    return Deployed(
        region=outputs.get("region", ""),
        content_bucket=outputs.get("contentBucket", ""),
        has_keys=bool(outputs.get("keyArns")),
        distribution_id=outputs.get("distributionId", ""),
        has_stop=bool(outputs.get("stopMachineArn") or outputs.get("turnedOff")),
        pricing_plan=outputs.get("pricingPlan", ""),
    )
