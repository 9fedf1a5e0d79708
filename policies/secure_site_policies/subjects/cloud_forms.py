"""The documented forms of credentials of clouds and hosting services."""

import re
from collections.abc import Mapping

from secure_site_policies.subjects.shape import END, START, Shape, shape

AWS_ACCESS_KEY_ID = "aws-access-key-id"
AWS_SECRET_ACCESS_KEY = "aws-secret-access-key"  # noqa: S105 - the name of the kind

# Forty characters; neither a digest, which has as many, nor the key in AWS's examples.
FORTY = r"(?<![A-Za-z0-9+/])(?![a-f0-9]{40})(?![A-Za-z0-9+/]{30}EXAMPLEKEY)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])"

CLOUDS: Mapping[str, Shape] = {
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html, without the id in AWS's examples.
    # ASIA also begins words: then a digit, or the first letter of an encoded account, makes it an id.
    AWS_ACCESS_KEY_ID: shape(
        "an AWS access key id",
        "AKIA ASIA ABIA ACCA",
        r"A(?:(?<![A-Za-z0-9]A)|(?<=\\[nrt]A))"
        r"(?:KIA(?!IOSFODNN7EXAMPLE)|SIA(?=[IJQ-Z]|[A-Z]{0,15}[2-7])|(?:BIA|CCA)(?=[A-Z]{0,15}[2-7]))"
        r"(?![A-Z2-7]{9}EXAMPLE)[A-Z2-7]{16}" + END,
    ),
    AWS_SECRET_ACCESS_KEY: shape(
        "an AWS secret access key",
        "SECRET_ACCESS_KEY secret_access_key secret-access-key ecretAccessKey",
        r"secret[_-]?access[_-]?key[\\\"'\s]{0,6}[:=][\\\"'\s]{0,6}" + FORTY,
        re.IGNORECASE,
    ),
    # Session tokens and Bedrock keys are base64 of text that begins alike in each.
    "aws-token": shape(
        "an AWS session token or API key",
        "IQoJb3JpZ2lu FwoGZXIvYXdz ABSKQmVkcm9ja",
        r"(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|ABSKQmVkcm9ja)[A-Za-z0-9+/]{40}",
    ),
    # https://cloud.google.com/docs/authentication/api-keys; https://developers.google.com/identity/protocols/oauth2
    "google-key": shape(
        "a Google key or token",
        "AIza GOCSPX- ya29.",
        START + r"(?:AIza[\w-]{35}(?![\w-])|GOCSPX-[\w-]{28}|ya29\.[\w-]{30})",
    ),
    # https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string and its neighbours
    "azure-key": shape(
        "an Azure key or client secret",
        "Q~ AccountKey= SharedAccessKey= sig= AZDO JQQJ9 +ACR +ASt",
        r"(?:(?<![\w~.-])|(?<=\\[nrt]))[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])|AccountKey=[A-Za-z0-9+/]{86}==|SharedAccessKey="
        r"[A-Za-z0-9+/]{43}=|[?&;]sig=[A-Za-z0-9%+/]{40}|[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}"
        r"|[A-Za-z0-9]{52}JQQJ9[9D][A-Za-z0-9]{12}|[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}"
        r"|[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}==",
    ),
    "digitalocean-token": shape("a DigitalOcean token", "_v1_", r"do[opr]_v1_[a-f0-9]{64}", re.IGNORECASE),
    "alibaba-key": shape("an Alibaba Cloud access key id", "LTAI", START + r"LTAI[A-Za-z0-9]{20}" + END),
    "yandex-key": shape("a Yandex key", "AQVN YCAJ t1.", START + r"(?:AQVN[\w-]{35}|t1\.[\w-]{8,300}=?\.[\w-]{86})"),
    "heroku-key": shape("a Heroku key", "HRKU-AA", r"HRKU-AA[\w-]{58}"),
    # https://fly.io/docs/security/tokens/
    "fly-token": shape("a Fly.io token", "fo1_ fm1 fm2_", START + r"(?:fo1_[\w-]{43}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{60})"),
    "netlify-token": shape("a Netlify token", "nfp_ nfc_ nfo_ nfu_ nfb_", START + r"nf[pcoub]_[A-Za-z0-9]{36}"),
    "vercel-token": shape(
        "a Vercel token", "vcp_ vci_ vca_ vcr_ vck_ vercel_blob_rw_", START + r"(?:vc[piark]|vercel_blob_rw)_[\w-]{24}"
    ),
    # https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/
    "cloudflare-token": shape(
        "a Cloudflare token",
        "v1.0- cfut_ cfat_ cfk_",
        START + r"(?:v1\.0-[a-f0-9]{24}-[a-f0-9]{146}|cf(?:ut|at|k)_[A-Za-z0-9]{40})",
    ),
    "supabase-key": shape("a Supabase key", "sbp_ sb_secret_", START + r"(?:sbp_[a-f0-9]{40}|sb_secret_[\w-]{31})"),
    "scalingo-token": shape("a Scalingo token", "tk-us-", START + r"tk-us-[\w-]{48}"),
    "openshift-token": shape("an OpenShift token", "sha256~", START + r"sha256~[\w-]{43}"),
}
