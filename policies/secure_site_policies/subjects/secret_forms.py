"""The documented forms of credentials, by issuer.

A form is a prefix, or another mark that nothing else has. A guess by entropy would block the ids and digests that every
stack has, so an issuer whose keys are bare digits or letters (Datadog, Heroku's first form, ..) is known by the name of
the variable only. The forms are checked against the rules of gitleaks, trufflehog and detect-secrets in
tests/policies/subjects/test_detectors.py.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of one kind of credential."""

    title: str
    """The common name, with its article."""
    hints: tuple[str, ...]
    """Texts of which one occurs in every such credential: a fast check before the expression."""
    form: re.Pattern[str]
    """The expression. Every repetition in it is bounded, so that a search takes time proportional to the text."""


AWS_ACCESS_KEY_ID = "aws-access-key-id"
AWS_SECRET_ACCESS_KEY = "aws-secret-access-key"  # noqa: S105 - the name of the kind

# Forty characters; neither a digest, which has as many, nor the key in AWS's examples.
FORTY = r"(?<![A-Za-z0-9+/])(?![a-f0-9]{40})(?![A-Za-z0-9+/]{30}EXAMPLEKEY)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])"

# The start of a word. In text that is itself inside JSON, a word may follow `\n`.
_START = r"(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt]))"
_END = r"(?![A-Za-z0-9])"
_UUID = r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}"


def _shape(title: str, hints: str, form: str, flags: int = 0) -> Shape:
    """hints: with spaces between."""
    return Shape(title, tuple(hints.split()), re.compile(form, flags))


def _pem_in_base64() -> list[str]:
    """How the label of each kind of private key begins in base64, which Kubernetes and user data use."""
    labels = ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ", "PGP "]
    texts = [f"-----BEGIN {label}PRIVATE KEY" for label in labels]
    # Only whole groups of three bytes: the next character depends on what follows.
    return [base64.b64encode(text[: len(text) // 3 * 3].encode()).decode() for text in texts]


_CLOUDS: Mapping[str, Shape] = {
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, without the id in AWS's examples.
    # ASIA also begins words: then a digit, or the first letter of an encoded account, makes it an id.
    AWS_ACCESS_KEY_ID: _shape(
        "an AWS access key id",
        "AKIA ASIA ABIA ACCA",
        r"A(?:(?<![A-Za-z0-9]A)|(?<=\\[nrt]A))"
        r"(?:KIA(?!IOSFODNN7EXAMPLE)|SIA(?=[IJQ-Z]|[A-Z]{0,15}[2-7])|(?:BIA|CCA)(?=[A-Z]{0,15}[2-7]))"
        r"(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}" + _END,
    ),
    AWS_SECRET_ACCESS_KEY: _shape(
        "an AWS secret access key",
        "SECRET_ACCESS_KEY secret_access_key secret-access-key ecretAccessKey",
        r"secret[_-]?access[_-]?key[\\\"'\s]{0,6}[:=][\\\"'\s]{0,6}" + FORTY,
        re.IGNORECASE,
    ),
    # Session tokens and Bedrock keys are base64 of text that begins alike in each.
    "aws-token": _shape(
        "an AWS session token or API key",
        "IQoJb3JpZ2lu FwoGZXIvYXdz ABSKQmVkcm9ja",
        r"(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|ABSKQmVkcm9ja)[A-Za-z0-9+/]{40}",
    ),
    # https://cloud.google.com/docs/authentication/api-keys; https://developers.google.com/identity/protocols/oauth2
    "google-key": _shape(
        "a Google key or token",
        "AIza GOCSPX- ya29.",
        _START + r"(?:AIza[\w-]{35}(?![\w-])|GOCSPX-[\w-]{28}|ya29\.[\w-]{30})",
    ),
    # https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string and its neighbours
    "azure-key": _shape(
        "an Azure key or client secret",
        "Q~ AccountKey= SharedAccessKey= sig= AZDO JQQJ9 +ACR +ASt",
        r"(?:(?<![\w~.-])|(?<=\\[nrt]))[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])|AccountKey=[A-Za-z0-9+/]{86}==|SharedAccessKey="
        r"[A-Za-z0-9+/]{43}=|[?&;]sig=[A-Za-z0-9%+/]{40}|[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}"
        r"|[A-Za-z0-9]{52}JQQJ9[9D][A-Za-z0-9]{12}|[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}"
        r"|[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}==",
    ),
    "digitalocean-token": _shape("a DigitalOcean token", "_v1_", r"do[opr]_v1_[a-f0-9]{64}", re.IGNORECASE),
    "alibaba-key": _shape("an Alibaba Cloud access key id", "LTAI", _START + r"LTAI[A-Za-z0-9]{20}" + _END),
    "yandex-key": _shape("a Yandex key", "AQVN YCAJ t1.", _START + r"(?:AQVN[\w-]{35}|t1\.[\w-]{8,300}=?\.[\w-]{86})"),
    "heroku-key": _shape("a Heroku key", "HRKU-AA", r"HRKU-AA[\w-]{58}"),
    # https://fly.io/docs/security/tokens/
    "fly-token": _shape(
        "a Fly.io token", "fo1_ fm1 fm2_", _START + r"(?:fo1_[\w-]{43}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{60})"
    ),
    "netlify-token": _shape("a Netlify token", "nfp_ nfc_ nfo_ nfu_ nfb_", _START + r"nf[pcoub]_[A-Za-z0-9]{36}"),
    "vercel-token": _shape(
        "a Vercel token", "vcp_ vci_ vca_ vcr_ vck_ vercel_blob_rw_", _START + r"(?:vc[piark]|vercel_blob_rw)_[\w-]{24}"
    ),
    # https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/
    "cloudflare-token": _shape(
        "a Cloudflare token",
        "v1.0- cfut_ cfat_ cfk_",
        _START + r"(?:v1\.0-[a-f0-9]{24}-[a-f0-9]{146}|cf(?:ut|at|k)_[A-Za-z0-9]{40})",
    ),
    "supabase-key": _shape("a Supabase key", "sbp_ sb_secret_", _START + r"(?:sbp_[a-f0-9]{40}|sb_secret_[\w-]{31})"),
    "scalingo-token": _shape("a Scalingo token", "tk-us-", _START + r"tk-us-[\w-]{48}"),
    "openshift-token": _shape("an OpenShift token", "sha256~", _START + r"sha256~[\w-]{43}"),
}

_CODE: Mapping[str, Shape] = {
    # https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available/
    "github-token": _shape(
        "a GitHub token",
        "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        r"g(?:h[pousr]|ithub_pat)_[A-Za-z0-9_]{36}",
    ),
    # https://docs.gitlab.com/security/tokens/#token-prefixes
    "gitlab-token": _shape(
        "a GitLab token",
        "gl GR1348941 _gitlab_session=",
        r"gl(?:pat|dt|rt|rtr|ft|ptt|agent|oas|soat|imt|ffct|wt)-[\w-]{20}|glcbt-[A-Za-z0-9]{1,5}_[\w-]{20}"
        r"|GR1348941[\w-]{20}|_gitlab_session=[0-9a-z]{32}",
    ),
    "bitbucket-token": _shape(
        "an Atlassian token", "ATATT3 ATCTT3 ATBB", _START + r"(?:AT[AC]TT3[\w=-]{60}|ATBB[A-Za-z0-9]{28})"
    ),
    # https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/
    "pulumi-token": _shape("a Pulumi access token", "pul-", _START + r"pul-[a-f0-9]{40}" + _END),
    # https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
    "terraform-token": _shape("a Terraform token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60}"),
    # https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
    "vault-token": _shape(
        "a Vault token",
        "hvs. hvb. hvr. s.",
        _START
        + r"hv[sbr]\.[\w-]{24}|(?<![\w./-])s\.(?=[A-Za-z]{0,23}\d)(?=[A-Z0-9]{0,23}[a-z])[A-Za-z0-9]{24}(?![\w.])",
    ),
    "doppler-token": _shape(
        "a Doppler token", "dp.", _START + r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{2,35}\.)?[A-Za-z0-9]{40}"
    ),
    "infracost-key": _shape("an Infracost key", "ico-", _START + r"ico-[A-Za-z0-9]{32}" + _END),
    # https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/
    "npm-token": _shape("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])"),
    # https://pypi.org/help/#apitoken; the letters are how "pypi.org" and "test.pypi.org" begin in every token
    "pypi-token": _shape("a PyPI token", "pypi-AgE", r"pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ)[A-Za-z0-9_-]{20}"),
    "package-token": _shape(
        "a token of a package registry",
        "rubygems_ CLOJARS_ dckr_ oy2 AKCp cmVmd cio",
        _START
        + r"(?:rubygems_[a-f0-9]{48}|CLOJARS_[a-z0-9]{60}|dckr_[po]at_[\w-]{27}|oy2[a-z0-9]{43}|cio[A-Za-z0-9]{32}"
        r"|AKCp[A-Za-z0-9]{69}|cmVmd[A-Za-z0-9]{59})" + _END,
    ),
    "build-token": _shape(
        "a token of a build service",
        "bkua_ CCIPAT_ pat. sat. sgp_ API- pnu_ ddp_ sqp_ sqa_ squ_",
        _START + r"(?:bkua_[a-f0-9]{40}|CCIPAT_\w{22}_[a-f0-9]{40}|[ps]at\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}"
        r"|sgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}|API-[A-Z0-9]{26}|pnu_[A-Za-z0-9]{36}|ddp_[A-Za-z0-9]{36}"
        r"|sq[pau]_[a-f0-9]{40})" + _END,
    ),
    "tailscale-key": _shape("a Tailscale key", "tskey-", r"tskey-[a-z]{3,12}-\w{8,40}-\w{16}"),
    "postman-key": _shape("a Postman key", "PMAK-", r"PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}"),
    "linear-token": _shape("a Linear token", "lin_", _START + r"lin_(?:api|oauth)_[A-Za-z0-9]{40}"),
    "notion-token": _shape(
        "a Notion token", "ntn_ secret_", _START + r"(?:ntn_\d{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})" + _END
    ),
    "figma-token": _shape("a Figma token", "figd_", _START + r"figd_[\w-]{40}"),
    "airtable-token": _shape("an Airtable token", "pat", _START + r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
}

_DATA: Mapping[str, Shape] = {
    "databricks-token": _shape("a Databricks token", "dapi", _START + r"dapi[a-f0-9]{32}" + _END),
    "planetscale-token": _shape("a PlanetScale credential", "pscale_", r"pscale_(?:tkn|oauth|pw)_[\w=.-]{32}"),
    "clickhouse-key": _shape("a ClickHouse key", "4b1d", _START + r"4b1d(?![a-f0-9]{38})[A-Za-z0-9]{38}" + _END),
    # https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/
    "grafana-token": _shape(
        "a Grafana token",
        "glc_ glsa_ eyJrIjoi",
        _START + r"(?:glc_[A-Za-z0-9+/]{32}|glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|eyJrIjoi[A-Za-z0-9]{70})",
    ),
    "dynatrace-token": _shape("a Dynatrace token", "dt0", r"dt0[a-z]\d{2}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}"),
    "newrelic-key": _shape(
        "a New Relic key",
        "NRAK- NRII- NRAL",
        _START + r"(?:NRAK-[A-Z0-9]{27}|NRII-[\w-]{32}|[a-f0-9]{36}NRAL)",
        re.IGNORECASE,
    ),
    "sentry-token": _shape("a Sentry token", "sntrys_ sntryu_", r"sntry(?:s_eyJ[A-Za-z0-9+/=_]{40}|u_[a-f0-9]{64})"),
    # https://huggingface.co/docs/hub/security-tokens
    "huggingface-token": _shape(
        "a Hugging Face token", "hf_ api_org_", _START + r"(?:hf_|api_org_)[A-Za-z0-9]{34}" + _END
    ),
    # https://platform.openai.com/docs/api-reference/authentication; the letters are "OpenAI" in base64
    "openai-key": _shape(
        "an OpenAI key",
        "sk-",
        _START + r"sk-(?:(?:proj|svcacct|admin|service)-[\w-]{40}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"
        r"|[A-Za-z0-9]{48}(?!\w))",
    ),
    # https://docs.anthropic.com/en/api/overview
    "anthropic-key": _shape("an Anthropic key", "sk-ant-", r"sk-ant-[a-z0-9]{3,12}-[\w-]{32}"),
    "model-key": _shape(
        "a key of a model service",
        "gsk_ r8_ xai- pplx- nvapi- pcsk_ lsv2_",
        _START + r"(?:gsk_[A-Za-z0-9]{52}|r8_[A-Za-z0-9]{37}|xai-[A-Za-z0-9]{80}|pplx-[A-Za-z0-9]{48}|nvapi-[\w-]{64}"
        r"|pcsk_\w{60}|lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10})",
    ),
}

_BUSINESS: Mapping[str, Shape] = {
    # https://docs.slack.dev/authentication/tokens and /messaging/sending-messages-using-incoming-webhooks
    "slack-token": _shape(
        "a Slack token",
        "xox xapp- hooks.slack.com",
        r"xox[abeoprs][.-][A-Za-z0-9.-]{20}|xapp-\d-[A-Za-z0-9-]{20}"
        r"|hooks\.slack\.com/(?:services|workflows|triggers)/T?[A-Z0-9]{1,20}/[AB]?[A-Z0-9]{1,20}/[A-Za-z0-9/]{20}",
    ),
    "chat-token": _shape(
        "a token or webhook of a chat service",
        "/api/webhooks/ webhook.office.com :AA",
        r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60}|webhook\.office\.com/webhookb2/[a-z0-9@-]{73}/IncomingWebhook/"
        r"[a-z0-9]{32}|(?:(?<![\w:])|(?<=\\[nrt]))\d{8,10}:AA[\w-]{33}(?![\w-])",
    ),
    # https://discord.com/developers/docs/reference#authentication; the hints are how digits begin in base64
    "discord-token": _shape(
        "a Discord token",
        "MT Mj Mz ND NT Nj Nz OD OT",
        _START + r"(?:M[Tjz]|N[DTjz]|O[DT])[\w-]{22,24}\.[\w-]{6}\.[\w-]{27,38}(?![\w.-])",
    ),
    # https://docs.stripe.com/keys
    "stripe-key": _shape(
        "a Stripe key",
        "sk_live_ rk_live_ sk_test_ rk_test_ sk_prod_ rk_prod_ whsec_",
        r"[sr]k_(?:live|test|prod)_[A-Za-z0-9]{24}|whsec_[A-Za-z0-9+/]{32}",
    ),
    # https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens
    "shopify-token": _shape("a Shopify token", "shp", r"shp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{32}"),
    # https://developer.squareup.com/docs/build-basics/access-tokens
    "square-token": _shape(
        "a Square token", "sq0atp- sq0csp- EAAA", _START + r"(?:sq0(?:atp|csp)-[\w-]{22}|EAAA[\w-]{60}" + r")"
    ),
    "payment-key": _shape(
        "a key of a payment service",
        "access_token$ FLWSECK access- shippo_ duffel_ EZAK EZTK",
        r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}|FLWSECK(?:_TEST)?-[a-h0-9]{12}"
        r"|access-(?:sandbox|development|production)-" + _UUID + r"|shippo_(?:live|test)_[a-fA-F0-9]{40}"
        r"|duffel_(?:test|live)_[\w=-]{43}|EZ[AT]K[A-Za-z0-9]{54}",
    ),
    # https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    "sendgrid-key": _shape("a SendGrid key", "SG.", _START + r"SG\.[\w-]{16,32}\.[\w-]{16,64}"),
    # https://www.twilio.com/docs/iam/api-keys
    "twilio-key": _shape("a Twilio key", "SK", _START + r"SK[0-9a-f]{32}" + _END),
    "mail-key": _shape(
        "a key of a mail service",
        "key- -us1 -us2 -us3 -us4 -us5 -us6 -us7 -us8 -us9 xkeysib-",
        _START + r"(?:key-[a-f0-9]{32}|[a-f0-9]{32}-us\d{1,2}|xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16})" + _END,
    ),
    "facebook-token": _shape("a Facebook token", "EAAM EAAC", _START + r"EAA[MC][A-Za-z0-9]{100}"),
    "service-token": _shape(
        "a token of an online service",
        "pat- p8e- CFPAT- rdme_ tfp_ fio-u- _mmk sm_aat_ sm_pat_ sm_sat_ s-s4t2 dnkey- sdk- .acc",
        _START + r"(?:pat-(?:na|eu)\d-" + _UUID + r"|p8e-[a-z0-9]{32}|CFPAT-[\w-]{43}|rdme_[a-z0-9]{70}|tfp_[\w=.-]{44}"
        r"|fio-u-[\w=-]{64}|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk|sm_[aps]at_[A-Za-z0-9]{16}|s-s4t2(?:ud|af)-[a-f0-9]{64}"
        r"|dnkey-[\w=-]{26}-[\w=-]{52}|sdk-" + _UUID + r"|(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}"
        r"\.[A-Za-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[\w+/=-]{30})",
    ),
}

_GENERAL: Mapping[str, Shape] = {
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
    "age-key": _shape("an age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    "1password-key": _shape(
        "a 1Password key",
        "ops_eyJ A3-",
        r"ops_eyJ[A-Za-z0-9+/]{60}|" + _START + r"A3-[A-Z0-9]{6}-[A-Z0-9]{6}-?[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3}",
    ),
    # https://www.rfc-editor.org/rfc/rfc7519; `eyJ` is how every JSON object with a text as its first key begins.
    "jwt": _shape("a JSON web token", "eyJ", _START + r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{16}"),
    # https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1. A variable or a placeholder is no password.
    "url-password": _shape(
        "a URL with a password",
        "://",
        r"://[^\s/:@\"'<>{}$]{0,100}:(?![$<{%*\[])[^\s/@\"'<>{}$?#]{2,200}@(?!sha\d{3}:)[A-Za-z0-9\[]",
    ),
}

SHAPES: Mapping[str, Shape] = {**_CODE, **_CLOUDS, **_DATA, **_BUSINESS, **_GENERAL}
"""Name of the kind, as in messages and exemptions -> its shape."""
