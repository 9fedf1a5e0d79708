"""The documented forms of credentials of online services, and of those that have no issuer."""

import base64
import re
from collections.abc import Mapping

from secure_site_policies.subjects.shape import END, START, UUID, Shape, shape


def _pem_in_base64() -> list[str]:
    """How the label of each kind of private key begins in base64, which Kubernetes and user data use."""
    labels = ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ", "PGP "]
    texts = [f"-----BEGIN {label}PRIVATE KEY" for label in labels]
    # Only whole groups of three bytes: the next character depends on what follows.
    return [base64.b64encode(text[: len(text) // 3 * 3].encode()).decode() for text in texts]


SERVICES: Mapping[str, Shape] = {
    # https://docs.slack.dev/authentication/tokens and /messaging/sending-messages-using-incoming-webhooks
    "slack-token": shape(
        "a Slack token",
        "xox xapp- hooks.slack.com",
        r"xox[abeoprs][.-][A-Za-z0-9.-]{20}|xapp-\d-[A-Za-z0-9-]{20}"
        r"|hooks\.slack\.com/(?:services|workflows|triggers)/T?[A-Z0-9]{1,20}/[AB]?[A-Z0-9]{1,20}/[A-Za-z0-9/]{20}",
    ),
    "chat-token": shape(
        "a token or webhook of a chat service",
        "/api/webhooks/ webhook.office.com :AA",
        r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60}|webhook\.office\.com/webhookb2/[a-z0-9@-]{73}/IncomingWebhook/"
        r"[a-z0-9]{32}|(?:(?<![\w:])|(?<=\\[nrt]))\d{8,10}:AA[\w-]{33}(?![\w-])",
    ),
    # https://discord.com/developers/docs/reference#authentication; the hints are how digits begin in base64
    "discord-token": shape(
        "a Discord token",
        "MT Mj Mz ND NT Nj Nz OD OT",
        START + r"(?:M[Tjz]|N[DTjz]|O[DT])[\w-]{22,24}\.[\w-]{6}\.[\w-]{27,38}(?![\w.-])",
    ),
    # https://docs.stripe.com/keys
    "stripe-key": shape(
        "a Stripe key",
        "sk_live_ rk_live_ sk_test_ rk_test_ sk_prod_ rk_prod_ whsec_",
        r"[sr]k_(?:live|test|prod)_[A-Za-z0-9]{24}|whsec_[A-Za-z0-9+/]{32}",
    ),
    # https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens
    "shopify-token": shape("a Shopify token", "shp", r"shp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{32}"),
    # https://developer.squareup.com/docs/build-basics/access-tokens
    "square-token": shape(
        "a Square token", "sq0atp- sq0csp- EAAA", START + r"(?:sq0(?:atp|csp)-[\w-]{22}|EAAA[\w-]{60}" + r")"
    ),
    "payment-key": shape(
        "a key of a payment service",
        "access_token$ FLWSECK access- shippo_ duffel_ EZAK EZTK",
        r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}|FLWSECK(?:_TEST)?-[a-h0-9]{12}"
        r"|access-(?:sandbox|development|production)-" + UUID + r"|shippo_(?:live|test)_[a-fA-F0-9]{40}"
        r"|duffel_(?:test|live)_[\w=-]{43}|EZ[AT]K[A-Za-z0-9]{54}",
    ),
    # https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    "sendgrid-key": shape("a SendGrid key", "SG.", START + r"SG\.[\w-]{16,32}\.[\w-]{16,64}"),
    # https://www.twilio.com/docs/iam/api-keys
    "twilio-key": shape("a Twilio key", "SK", START + r"SK[0-9a-f]{32}" + END),
    "mail-key": shape(
        "a key of a mail service",
        "key- -us1 -us2 -us3 -us4 -us5 -us6 -us7 -us8 -us9 xkeysib-",
        START + r"(?:key-[a-f0-9]{32}|[a-f0-9]{32}-us\d{1,2}|xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16})" + END,
    ),
    "facebook-token": shape("a Facebook token", "EAAM EAAC", START + r"EAA[MC][A-Za-z0-9]{100}"),
    "service-token": shape(
        "a token of an online service",
        "pat- p8e- CFPAT- rdme_ tfp_ fio-u- _mmk sm_aat_ sm_pat_ sm_sat_ s-s4t2 dnkey- sdk- .acc",
        START + r"(?:pat-(?:na|eu)\d-" + UUID + r"|p8e-[a-z0-9]{32}|CFPAT-[\w-]{43}|rdme_[a-z0-9]{70}|tfp_[\w=.-]{44}"
        r"|fio-u-[\w=-]{64}|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk|sm_[aps]at_[A-Za-z0-9]{16}|s-s4t2(?:ud|af)-[a-f0-9]{64}"
        r"|dnkey-[\w=-]{26}-[\w=-]{52}|sdk-" + UUID + r"|(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}"
        r"\.[A-Za-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[\w+/=-]{30})",
    ),
}

GENERAL: Mapping[str, Shape] = {
    # https://www.rfc-editor.org/rfc/rfc7468#section-10; OpenSSH and OpenPGP use the same form, SSH2 and PuTTY others.
    "private-key": Shape(
        "a private key",
        ("PRIVATE KEY", "PuTTY-User-Key-File-", *_pem_in_base64()),
        re.compile(
            r"-----BEGIN (?:[A-Z0-9_-]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----"
            r"|---- BEGIN SSH2 (?:ENCRYPTED )?PRIVATE KEY ----"
            r"|PuTTY-User-Key-File-\d|" + "|".join(_pem_in_base64())
        ),
    ),
    # https://github.com/FiloSottile/age/blob/main/doc/age.1.ronn
    "age-key": shape("an age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    "1password-key": shape(
        "a 1Password key",
        "ops_eyJ A3-",
        r"ops_eyJ[A-Za-z0-9+/]{60}|" + START + r"A3-[A-Z0-9]{6}-[A-Z0-9]{6}-?[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3}",
    ),
    # https://www.rfc-editor.org/rfc/rfc7519; `eyJ` is how every JSON object with a text as its first key begins.
    "jwt": shape("a JSON web token", "eyJ", START + r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{16}"),
    # https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1. A variable or a placeholder is no password.
    "url-password": shape(
        "a URL with a password",
        "://",
        r"://[^\s/:@\"'<>{}$]{0,100}:(?![$<{%*\[])[^\s/@\"'<>{}$?#]{2,200}@(?!sha\d{3}:)[A-Za-z0-9\[]",
    ),
}
