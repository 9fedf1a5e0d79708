"""The country of each AWS region, from which CloudFront sees the requests of a build in that region.

AWS: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
"""

from collections.abc import Mapping

COUNTRIES: Mapping[str, str] = {
    "af-south-1": "ZA",
    "ap-east-1": "HK",
    "ap-east-2": "TW",
    "ap-northeast-1": "JP",
    "ap-northeast-2": "KR",
    "ap-northeast-3": "JP",
    "ap-south-1": "IN",
    "ap-south-2": "IN",
    "ap-southeast-1": "SG",
    "ap-southeast-2": "AU",
    "ap-southeast-3": "ID",
    "ap-southeast-4": "AU",
    "ap-southeast-5": "MY",
    "ap-southeast-6": "NZ",
    "ap-southeast-7": "TH",
    "ca-central-1": "CA",
    "ca-west-1": "CA",
    "eu-central-1": "DE",
    "eu-central-2": "CH",
    "eu-north-1": "SE",
    "eu-south-1": "IT",
    "eu-south-2": "ES",
    "eu-west-1": "IE",
    "eu-west-2": "GB",
    "eu-west-3": "FR",
    "il-central-1": "IL",
    "me-central-1": "AE",
    "me-south-1": "BH",
    "mx-central-1": "MX",
    "sa-east-1": "BR",
    "us-east-1": "US",
    "us-east-2": "US",
    "us-west-1": "US",
    "us-west-2": "US",
}
"""Region -> ISO 3166-1 country code."""


def shut_out(region: str, allowed: tuple[str, ...], blocked: tuple[str, ...]) -> str | None:
    """The country of a region if it is not among the allowed ones or is among the blocked ones, else None.

    allowed, blocked: empty tuples restrict nothing. A region that the table lacks is never shut out.
    """
    country = COUNTRIES.get(region)
    if country is None:
        return None
    return country if (allowed and country not in allowed) or country in blocked else None
