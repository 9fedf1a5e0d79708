"""The groups of inputs. Written by `make docs` from the options classes, where a setting is declared."""

from typing import NotRequired, TypedDict

import pulumi


class Redirect(TypedDict):
    """One rule: a path, or a folder that ends in "/*", and where it leads to."""

    from_: str
    """A path such as /old, or a folder such as /old/*."""
    to: str
    """The path or the address that it leads to. In it, :splat stands for what the * matched."""
    status: NotRequired[int]
    """The status of the redirect: 301, 302, 303, 307 or 308. Default: 301."""


class Domain(TypedDict):
    """The names of a site that is not reached by CloudFront's own name."""

    domain: str
    """Host name of the site. Without one, CloudFront's own name and certificate serve. Must be a host name in lower
    case, such as example.com."""
    aliases: NotRequired[list[str]]
    """Further host names of the site, in the zone of the domain. Each must be a host name in lower case, such as
    www.example.com or *.example.com. Default: none."""
    zone_id: NotRequired[str]
    """The Route 53 hosted zone of the domain. Required with domain, but for a site with certificateArn and without dns.
    Must be the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ. Default: none."""
    canonical_host: NotRequired[str]
    """The name among domain and aliases that its www twin or apex redirects to. Without one, every name serves the
    site. Must be a host name in lower case, such as example.com. Default: none."""
    certificate_arn: NotRequired[str]
    """A certificate for domain and aliases that is there already. Without one, the stack makes one, which the zone
    proves. Must be the ARN of a certificate in us-east-1, arn:aws:acm:us-east-1:ACCOUNT:certificate/ID. Default:
    none."""
    dns: NotRequired[bool]
    """Whether the stack writes the records that lead the names to the site. Without, set those of the output dnsRecords
    where the names are managed. Default: true."""


class Site(TypedDict):
    """How pages are found, protected and delivered."""

    index_document: NotRequired[str]
    """The page of a directory. Must be a file name without a folder, such as index.html. Default: index.html."""
    not_found_page: NotRequired[str]
    """The page for a missing file, sent with status 404. Must be a path inside the site without a leading slash, such
    as 404.html. Default: 404.html."""
    single_page_app: NotRequired[bool]
    """Serves the index document for every path that has no known suffix such as .js, for an application that routes by
    itself. Default: false."""
    prerendered_pages: NotRequired[list[str]]
    """Paths of a single-page application that have pages of their own. Needs singlePageApp. Each must be a path such as
    /about, or a folder such as /docs/*. Default: none."""
    redirects: NotRequired[list[Redirect]]
    """Redirects of folders and to other hosts. The first that matches holds, also where a file has the path. Those of
    single pages can be in the site's own _redirects file. Each must be a redirect {from, to, status}: "from" a path
    such as /old or a folder such as /old/*; "to" another path such as /new, or an address such as
    https://example.com/new, in which :splat stands for what "*" matched; "status" one of 301, 302, 303, 307, 308, and
    301 if it is left out. Default: none."""
    price_class: NotRequired[str]
    """Edge locations that serve the site: those of North America and Europe, more, or all. Must be one of
    PriceClass_100, PriceClass_200, PriceClass_All. Default: PriceClass_100."""
    pricing_plan: NotRequired[str]
    """CloudFront's flat-rate plan for the site, which is charged from the update on (docs/bill.md), or none. A plan has
    no overage charges. Needs wafRateLimit. Must be one of free, pro, business, premium, pay-as-you-go. Default:
    pay-as-you-go."""
    geo_allow: NotRequired[list[str]]
    """The only countries that may see the site. Without any, all may. Excludes geoBlock. Each must be an ISO 3166-1
    country code of two capitals, such as DE. Default: none."""
    geo_block: NotRequired[list[str]]
    """Countries that may not see the site. Excludes geoAllow. Each must be an ISO 3166-1 country code of two capitals,
    such as DE. Default: none."""
    minimum_tls_version: NotRequired[str]
    """The oldest TLS version of a viewer, and its ciphers. Takes effect with domain. The default is the newest policy
    that serves viewers without TLS 1.3 as well, such as phones from before 2019. TLSv1.3_2025 does not. Must be
    TLSv1.2_2021 or a newer CloudFront security policy. Default: TLSv1.2_2025."""
    waf_rate_limit: NotRequired[int]
    """Requests in five minutes from one address before it is blocked. Without a limit, there is no web ACL. Must be a
    whole number from 10 to 2000000000. Default: none."""
    waf_count_only: NotRequired[bool]
    """Whether AWS's common rules only count what they would block, to find out before they do: the metrics are in
    CloudWatch. Takes effect with wafRateLimit, whose limit blocks in any case. Default: false."""


class Headers(TypedDict):
    """Each header's value. The defaults are the strictest that a site of plain files can have."""

    content_security_policy: NotRequired[str]
    """The Content-Security-Policy header: what a page may load, and who may frame it. By default, only the site's own
    files and images within them; no frames but with frameOptions SAMEORIGIN, no plugins. Must be one line of printable
    text. Default: default-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'self'; frame-ancestors
    'none'; object-src 'none'."""
    frame_options: NotRequired[str]
    """Whether other pages may frame the site: the X-Frame-Options header, and frame-ancestors of the default
    contentSecurityPolicy. Must be one of DENY, SAMEORIGIN. Default: DENY."""
    referrer_policy: NotRequired[str]
    """The Referrer-Policy header: what another site learns of the page that a visitor came from. Must be one of
    no-referrer, no-referrer-when-downgrade, origin, origin-when-cross-origin, same-origin, strict-origin,
    strict-origin-when-cross-origin. Default: strict-origin-when-cross-origin."""
    permissions_policy: NotRequired[str]
    """The Permissions-Policy header: which of a visitor's devices a page may use. By default, none of these five. Must
    be one line of printable text. Default: camera=(), geolocation=(), microphone=(), payment=(), usb=()."""
    hsts_days: NotRequired[int]
    """Days for which browsers insist on HTTPS. Must be a whole number from 1 to 3650. Default: 365."""
    hsts_subdomains: NotRequired[bool]
    """Whether browsers insist on HTTPS for every name below the site's as well, for hstsDays from their last visit:
    those of other people and of an intranet too. Default: false."""
    hsts_preload: NotRequired[bool]
    """Offers the domain to the browsers' own lists (hstspreload.org), from which it is hard to get off. Default:
    false."""


class Storage(TypedDict):
    """How stored objects are encrypted, how long they are kept, and whether their buckets may be deleted."""

    customer_key: NotRequired[bool]
    """Encrypts what is stored from now on with KMS keys of the stack (docs/costs.md has the price), one for the content
    and one for the artifacts, instead of S3's own keys. Default: false."""
    former_keys: NotRequired[str]
    """The stack's keys once customerKey is false: keep them, because nothing else reads what they encrypted, or delete
    them. One of the two is needed where there are keys. Takes effect without customerKey. Must be one of keep, delete.
    Default: none."""
    noncurrent_days: NotRequired[int]
    """Days for which an overwritten or removed object can be brought back, beyond what kept releases need. Must be a
    whole number from 1 to 3650. Default: 30."""
    keep_releases: NotRequired[int]
    """Releases that can be brought back however old they are. Must be a whole number from 1 to 45. Default: 5."""
    keep_assets_days: NotRequired[int]
    """Days for which fingerprinted files that the site no longer has stay, for tabs that were opened before. Those of
    kept releases stay in any case. Must be a whole number from 0 to 3650. Default: 2."""
    log_retention_days: NotRequired[int]
    """Days for which build logs and the buckets' own access logs are kept, as CloudWatch Logs offers them. They name
    publishers and administrators, and no visitor. Must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400,
    545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653. Default: 365."""
    access_log_days: NotRequired[int]
    """Days for which the access logs of the site are kept, with the addresses of its visitors. Must be a whole number
    from 1 to 3650. Default: 30."""
    log_visitor_address: NotRequired[bool]
    """Whether the access logs of the site have the addresses of its visitors, which are personal data. Default:
    true."""
    artifact_days: NotRequired[int]
    """Days for which the pipeline's artifacts and the build's cache are kept. Must be a whole number from 1 to 3650.
    Default: 30."""
    protect: NotRequired[bool]
    """Refuses to delete buckets with what is in them, and the keys that read it. For stacks that people depend on.
    Default: false."""


class Source(TypedDict):
    """A repository read with a personal token, which a webhook reports pushes of, or through a connection."""

    source: str
    """How the pipeline reads the repository: oauth (token and webhook) or connection (CodeConnections). Must be one of
    oauth, connection."""
    repository: str
    """The GitHub repository of the site. Must be a GitHub repository as owner/name, such as example/site."""
    branch: NotRequired[str]
    """The branch whose pushes are published. Must be a branch name without spaces, such as main. Default: main."""
    github_token: NotRequired[pulumi.Input[str]]
    """Token of source oauth, with the scopes repo and admin:repo_hook. Must be a GitHub token, without spaces. Default:
    none."""
    webhook_secret: NotRequired[pulumi.Input[str]]
    """Secret that GitHub signs the calls of its webhook with, never the token. Needed for source oauth. Must be at
    least 16 letters and digits, nothing else. Default: none."""
    connection_arn: NotRequired[str]
    """An existing connection for source connection. Without one the stack makes one, to be confirmed in the console.
    Must be the ARN of a connection, arn:aws:codeconnections:REGION:ACCOUNT:connection/ID. Default: none."""


class Pipeline(TypedDict):
    """How the site is built and published, with or without an approval and mail."""

    build_commands: NotRequired[list[str]]
    """Shell commands that build the site, in order. Without any, the repository is published as it is. Each must be a
    command in one line. Default: none."""
    output_directory: NotRequired[str]
    """Folder of the repository that holds the site after the build. Must be a folder inside the repository, without a
    leading slash and without '..', such as public. Default: public."""
    build_image: NotRequired[str]
    """Image that the build commands run in, with bash: one of CodeBuild's own for Linux, or one of a public registry.
    Must be an image, such as aws/codebuild/amazonlinux-x86_64-standard:5.0. Default:
    aws/codebuild/amazonlinux-x86_64-standard:5.0."""
    build_timeout_minutes: NotRequired[int]
    """Minutes after which building is stopped, and likewise publishing. Must be a whole number from 5 to 2160. Default:
    15."""
    verify_release: NotRequired[bool]
    """Checks the site after each publication and takes back a release that is not served as published. Must be false
    where geoAllow or geoBlock shuts out the country of aws:region, from which the build looks. Default: true."""
    approval: NotRequired[bool]
    """Waits for an approval in the console before each publication. Default: false."""
    notification_email: NotRequired[str]
    """Address that hears of failed publications and of those that wait for approval. Must be an email address, such as
    ops@example.com. Default: none."""


class Alerts(TypedDict):
    """The address for mail about errors and costs, and the levels above which there is mail."""

    alarm_email: NotRequired[str]
    """Address that hears of failing requests and of costs. Without one, there is neither alarm nor budget. Must be an
    email address, such as ops@example.com. Default: none."""
    error_rate_percent: NotRequired[int]
    """Share of requests answered with 5xx, in percent, above which the alarm goes off. Must be a whole number from 1 to
    100. Default: 5."""
    client_error_rate_percent: NotRequired[int]
    """Share of requests answered with 4xx, in percent, above which the alarm goes off. Missing pages count as well as
    denied ones, so a site with few visitors needs a high share. Must be a whole number from 1 to 100. Default: 50."""
    monthly_budget_usd: NotRequired[int]
    """What the stack may cost in a month, in US dollars. Without it, there is no budget. Needs alarmEmail. Must be a
    whole number from 1 to 1000000. Default: none."""
    stop_at_usd: NotRequired[int]
    """What CloudFront may charge in a month, in US dollars, before the site is turned off. Without it, nothing turns
    the site off. Needs alarmEmail. Must be a whole number from 1 to 1000000. Default: none."""
