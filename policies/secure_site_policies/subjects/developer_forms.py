"""The documented forms of credentials of services for developers: code, packages, builds, data and models."""

import re
from collections.abc import Mapping

from secure_site_policies.subjects.shape import END, START, Shape, shape

CODE: Mapping[str, Shape] = {
    # https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available/
    "github-token": shape(
        "a GitHub token",
        "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        r"g(?:h[pousr]|ithub_pat)_[A-Za-z0-9_]{36}",
    ),
    # https://docs.gitlab.com/security/tokens/#token-prefixes
    "gitlab-token": shape(
        "a GitLab token",
        "gl GR1348941 _gitlab_session=",
        r"gl(?:pat|dt|rt|rtr|ft|ptt|agent|oas|soat|imt|ffct|wt)-[\w-]{20}|glcbt-[A-Za-z0-9]{1,5}_[\w-]{20}"
        r"|GR1348941[\w-]{20}|_gitlab_session=[0-9a-z]{32}",
    ),
    "bitbucket-token": shape(
        "an Atlassian token", "ATATT3 ATCTT3 ATBB", START + r"(?:AT[AC]TT3[\w=-]{60}|ATBB[A-Za-z0-9]{28})"
    ),
    # https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/
    "pulumi-token": shape("a Pulumi access token", "pul-", START + r"pul-[a-f0-9]{40}" + END),
    # https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
    "terraform-token": shape("a Terraform token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60}"),
    # https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes
    "vault-token": shape(
        "a Vault token",
        "hvs. hvb. hvr. s.",
        START
        + r"hv[sbr]\.[\w-]{24}|(?<![\w./-])s\.(?=[A-Za-z]{0,23}\d)(?=[A-Z0-9]{0,23}[a-z])[A-Za-z0-9]{24}(?![\w.])",
    ),
    "doppler-token": shape(
        "a Doppler token", "dp.", START + r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{2,35}\.)?[A-Za-z0-9]{40}"
    ),
    "infracost-key": shape("an Infracost key", "ico-", START + r"ico-[A-Za-z0-9]{32}" + END),
    # https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/
    "npm-token": shape("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])"),
    # https://pypi.org/help/#apitoken; the letters are how "pypi.org" and "test.pypi.org" begin in every token
    "pypi-token": shape("a PyPI token", "pypi-AgE", r"pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZ)[A-Za-z0-9_-]{20}"),
    "package-token": shape(
        "a token of a package registry",
        "rubygems_ CLOJARS_ dckr_ oy2 AKCp cmVmd cio",
        START
        + r"(?:rubygems_[a-f0-9]{48}|CLOJARS_[a-z0-9]{60}|dckr_[po]at_[\w-]{27}|oy2[a-z0-9]{43}|cio[A-Za-z0-9]{32}"
        r"|AKCp[A-Za-z0-9]{69}|cmVmd[A-Za-z0-9]{59})" + END,
    ),
    "build-token": shape(
        "a token of a build service",
        "bkua_ CCIPAT_ pat. sat. sgp_ API- pnu_ ddp_ sqp_ sqa_ squ_",
        START + r"(?:bkua_[a-f0-9]{40}|CCIPAT_\w{22}_[a-f0-9]{40}|[ps]at\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}"
        r"|sgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}|API-[A-Z0-9]{26}|pnu_[A-Za-z0-9]{36}|ddp_[A-Za-z0-9]{36}"
        r"|sq[pau]_[a-f0-9]{40})" + END,
    ),
    "tailscale-key": shape("a Tailscale key", "tskey-", r"tskey-[a-z]{3,12}-\w{8,40}-\w{16}"),
    "postman-key": shape("a Postman key", "PMAK-", r"PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}"),
    "linear-token": shape("a Linear token", "lin_", START + r"lin_(?:api|oauth)_[A-Za-z0-9]{40}"),
    "notion-token": shape(
        "a Notion token", "ntn_ secret_", START + r"(?:ntn_\d{11}[A-Za-z0-9]{35}|secret_[A-Za-z0-9]{43})" + END
    ),
    "figma-token": shape("a Figma token", "figd_", START + r"figd_[\w-]{40}"),
    "airtable-token": shape("an Airtable token", "pat", START + r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
}

DATA: Mapping[str, Shape] = {
    "databricks-token": shape("a Databricks token", "dapi", START + r"dapi[a-f0-9]{32}" + END),
    "planetscale-token": shape("a PlanetScale credential", "pscale_", r"pscale_(?:tkn|oauth|pw)_[\w=.-]{32}"),
    "clickhouse-key": shape("a ClickHouse key", "4b1d", START + r"4b1d(?![a-f0-9]{38})[A-Za-z0-9]{38}" + END),
    # https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/
    "grafana-token": shape(
        "a Grafana token",
        "glc_ glsa_ eyJrIjoi",
        START + r"(?:glc_[A-Za-z0-9+/]{32}|glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|eyJrIjoi[A-Za-z0-9]{70})",
    ),
    "dynatrace-token": shape("a Dynatrace token", "dt0", r"dt0[a-z]\d{2}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}"),
    "newrelic-key": shape(
        "a New Relic key",
        "NRAK- NRII- NRAL",
        START + r"(?:NRAK-[A-Z0-9]{27}|NRII-[\w-]{32}|[a-f0-9]{36}NRAL)",
        re.IGNORECASE,
    ),
    "sentry-token": shape("a Sentry token", "sntrys_ sntryu_", r"sntry(?:s_eyJ[A-Za-z0-9+/=_]{40}|u_[a-f0-9]{64})"),
    # https://huggingface.co/docs/hub/security-tokens
    "huggingface-token": shape(
        "a Hugging Face token", "hf_ api_org_", START + r"(?:hf_|api_org_)[A-Za-z0-9]{34}" + END
    ),
    # https://platform.openai.com/docs/api-reference/authentication; the letters are "OpenAI" in base64
    "openai-key": shape(
        "an OpenAI key",
        "sk-",
        START + r"sk-(?:(?:proj|svcacct|admin|service)-[\w-]{40}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"
        r"|[A-Za-z0-9]{48}(?!\w))",
    ),
    # https://docs.anthropic.com/en/api/overview
    "anthropic-key": shape("an Anthropic key", "sk-ant-", r"sk-ant-[a-z0-9]{3,12}-[\w-]{32}"),
    "model-key": shape(
        "a key of a model service",
        "gsk_ r8_ xai- pplx- nvapi- pcsk_ lsv2_",
        START + r"(?:gsk_[A-Za-z0-9]{52}|r8_[A-Za-z0-9]{37}|xai-[A-Za-z0-9]{80}|pplx-[A-Za-z0-9]{48}|nvapi-[\w-]{64}"
        r"|pcsk_\w{60}|lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10})",
    ),
}
