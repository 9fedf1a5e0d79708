"""The faults in a content security policy: the sources that let anyone run a script in a page, or frame it.

Missing directives are no fault where browsers fall back to default-src. A source that browsers ignore beside a nonce, a
hash or 'strict-dynamic' is no fault either.
https://www.w3.org/TR/CSP3/
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from secure_site_policies.frame.wording import words_of

_SCRIPTS = ("script-src-elem", "script-src-attr")
_KEYWORDS = {
    "'unsafe-inline'": "runs any script that an attacker injects into a page",
    "'unsafe-eval'": "runs text as a script",
    "data:": "runs scripts that are part of a link",
}
_EFFECTS = {
    "object-src": "embeds content of any site, with its scripts",
    "base-uri": "lets an injected element load the page's own scripts from another site",
    "frame-ancestors": "lets any site frame a page, and makes browsers ignore X-Frame-Options",
}
_ANY_SITE = "runs scripts of any site"
_ANYONE = "anyone can put a script on"
_SCHEMES = ("*", "http:", "https:", "ws:", "wss:", "filesystem:")
_BESIDE_A_HASH = frozenset({"'unsafe-inline'"})

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(?P<host>[^/:]+)(?::(?:\d+|\*))?(?P<path>/.*)?")
_HOSTING = words_of(
    "cloudfront.net amazonaws.com s3.amazonaws.com execute-api.amazonaws.com elasticbeanstalk.com "
    "awsapprunner.com amplifyapp.com on.aws github.io githubusercontent.com githack.com gitlab.io bitbucket.io "
    "pages.dev workers.dev r2.dev netlify.app vercel.app now.sh herokuapp.com fly.dev onrender.com railway.app "
    "surge.sh glitch.me repl.co replit.app web.app firebaseapp.com firebasestorage.app appspot.com googleapis.com "
    "storage.googleapis.com googleusercontent.com run.app cloudfunctions.net blob.core.windows.net "
    "azurewebsites.net azureedge.net azurefd.net azurestaticapps.net windows.net cloudapp.net trafficmanager.net "
    "digitaloceanspaces.com ondigitalocean.app backblazeb2.com fastly.net fastlylb.net edgecompute.app "
    "akamaihd.net akamaized.net b-cdn.net cdn77.org ngrok.io ngrok.app ngrok.dev ngrok-free.app trycloudflare.com "
    "loca.lt jsdelivr.net unpkg.com esm.sh codepen.io jsfiddle.net jsbin.com stackblitz.io codesandbox.io csb.app "
    "blogspot.com wordpress.com tumblr.com wixsite.com myshopify.com notion.site deno.dev supabase.co hf.space "
    "streamlit.app"
)
"""Domains whose owners let everyone serve files from a host below them, for their own pages."""
_PACKAGES = words_of(
    "unpkg.com cdn.jsdelivr.net esm.sh esm.run cdn.skypack.dev ga.jspm.io rawgit.com cdn.rawgit.com "
    "raw.githack.com rawcdn.githack.com raw.githubusercontent.com gist.githubusercontent.com s3.amazonaws.com "
    "storage.googleapis.com ajax.googleapis.com firebasestorage.googleapis.com"
)
"""Hosts that serve the files of everyone, or old libraries that run what a page says. A path limits them."""
_SECOND_LEVEL = words_of("co com org net ac gov edu gob or ne go")
_S3 = re.compile(r"s3[.-](?:dualstack\.)?[a-z0-9-]+\.amazonaws\.com(?:\.cn)?")


def csp_faults(content_security_policy: str) -> Iterator[tuple[str, str]]:
    """Pattern and sentence for each fault.

    Of several policies, separated by commas, a page must fulfil all: the strictest counts.
    """
    policies = [_directives(text) for text in content_security_policy.lower().split(",")]
    yield from min((list(_script_faults(policy)) for policy in policies), key=len)
    for name in _EFFECTS:
        yield from min((list(_open(policy, name)) for policy in policies), key=len)


def _directives(policy: str) -> Mapping[str, Sequence[str]]:
    directives: dict[str, Sequence[str]] = {}
    for text in policy.split(";"):
        name, *sources = text.split() or [""]
        directives.setdefault(name, sources)  # a browser uses the first of two
    return directives


def _script_faults(directives: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    scripts = directives.get("script-src", directives.get("default-src"))
    if scripts is None:
        yield "script-src", "Content-Security-Policy has no 'script-src' and no default-src: it runs any script"
    limits = [scripts or [], *(directives.get(name, []) for name in _SCRIPTS)]
    for source in dict.fromkeys(source for sources in limits for source in sources if not _is_ignored(source, sources)):
        if what := _KEYWORDS.get(source) or _any_site(source):
            yield source, f"Content-Security-Policy has {source!r}, which {what}"


def _open(directives: Mapping[str, Sequence[str]], name: str) -> Iterator[tuple[str, str]]:
    for source in dict.fromkeys(directives.get(name, ())):
        if _any_site(source) or (name == "object-src" and source == "data:"):
            yield f"{name} {source}", f"Content-Security-Policy has '{name} {source}', which {_EFFECTS[name]}"


def _any_site(source: str) -> str | None:
    """What a source lets anyone do; None for a source that names its sites."""
    if source in _SCHEMES:
        return _ANY_SITE
    found = _HOST.fullmatch(source)
    if source.startswith("'") or found is None:
        return None
    host, path = found["host"], found["path"] or ""
    if host == "*":
        return _ANY_SITE
    if path.strip("/"):
        return None
    if host.startswith("*."):
        return _below(host.removeprefix("*."))
    return f"{_ANY_SITE}: {_ANYONE} {host}" if host in _PACKAGES or _S3.fullmatch(host) else None


def _below(domain: str) -> str | None:
    """What a wildcard before a domain lets anyone do: register a name below it, or serve files from one."""
    labels = domain.split(".")
    if len(labels) == 1 or (len(labels) == 2 and labels[0] in _SECOND_LEVEL and len(labels[1]) == 2):
        return f"{_ANY_SITE}: anyone can register a name below {domain}"
    is_region = domain.endswith((".amazonaws.com", ".amazonaws.com.cn", ".on.aws")) or bool(_S3.fullmatch(domain))
    if domain in _HOSTING or is_region or _is_regional(domain):
        return f"{_ANY_SITE}: {_ANYONE} a host below {domain}"
    return None


def _is_regional(domain: str) -> bool:
    """Whether a domain is a region of a hosting domain: "ams3.digitaloceanspaces.com", "web.core.windows.net"."""
    parent = domain.partition(".")[2]
    return parent in (
        "digitaloceanspaces.com",
        "backblazeb2.com",
        "run.app",
        "core.windows.net",
        "azurewebsites.net",
    ) or (domain.endswith((".core.windows.net", ".azurestaticapps.net")))


def _is_ignored(source: str, sources: Sequence[str]) -> bool:
    if any(other.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for other in sources) and (
        source in _BESIDE_A_HASH
    ):
        return True
    return "'strict-dynamic'" in sources and source != "'unsafe-eval'"
