"""The settings of the alarm and the budget."""

from collections.abc import Iterator
from dataclasses import dataclass

from components import rules
from components.settings.faults import Fault, Ineffective
from components.settings.setting import Options, setting


@dataclass(frozen=True, kw_only=True)
class AlertOptions(Options):
    """The address for mail about errors and costs, and the levels above which there is mail."""

    alarm_email: str | None = setting(
        None,
        rules.EMAIL,
        "Address that hears of failing requests and of costs. Without one, there is neither alarm nor budget.",
    )
    error_rate_percent: int = setting(
        5,
        rules.between(1, 100),
        "Share of requests answered with 5xx, in percent, above which the alarm goes off.",
    )
    client_error_rate_percent: int = setting(
        50,
        rules.between(1, 100),
        "Share of requests answered with 4xx, in percent, above which the alarm goes off. Missing pages count as "
        "well as denied ones, so a site with few visitors needs a high share.",
    )
    monthly_budget_usd: int | None = setting(
        None,
        rules.between(1, 1_000_000),
        "What the stack may cost in a month, in US dollars. Without it, there is no budget. Needs alarmEmail.",
    )

    stop_at_usd: int | None = setting(
        None,
        rules.between(1, 1_000_000),
        "What CloudFront may charge in a month, in US dollars, before the site is turned off. Without it, nothing "
        "turns the site off. Needs alarmEmail.",
    )

    def faults(self) -> Iterator[Fault]:
        """A budget warns an address, and a stop tells one."""
        if self.alarm_email is None:
            for name in ("monthly_budget_usd", "stop_at_usd"):
                if getattr(self, name) is not None:
                    yield Ineffective(name, "has no effect without alarm_email")
