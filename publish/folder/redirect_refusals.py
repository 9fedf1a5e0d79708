"""Why a rule of `_redirects` cannot be served here, and what to do instead."""

import re
import unicodedata
from urllib.parse import unquote

from publish.folder.path_patterns import SPLAT, PathPattern
from publish.folder.redirect_targets import is_elsewhere, problem_with_target
from publish.folder.redirects_file import RedirectRule

_REDIRECTS = (301, 302, 303, 307, 308)
_REWRITE = 200
_NOT_FOUND = 404
_SETTING_TARGET = re.compile(r"/(?![/\\])[^\s\\]*|https://[a-z0-9.-]+(:[0-9]+)?/[^\s\\]*")


def refusal(rule: RedirectRule, not_found_page: str | None, *, is_single_page_app: bool) -> str | None:
    """Why a rule cannot be served on any site. None if it may be served; "" if it is needless here."""
    if rule.problem:
        return rule.problem
    if is_elsewhere(rule.source):
        return (
            "an answer here does not depend on the host that was asked for; for one name that redirects to another, "
            "set canonicalHost of the stack, otherwise begin the rule with a path"
        )
    if rule.query:
        return (
            f"the cache does not tell query parameters ({' '.join(rule.query)}) apart; let a script on the page read "
            "them, or give each target a path of its own"
        )
    if rule.conditions:
        return (
            f"an answer is cached for all visitors, so it cannot depend on {' '.join(rule.conditions)}; let a script "
            "on the page decide, or link the pages to each other"
        )
    if rule.status == _NOT_FOUND:
        return _refused_not_found(rule, not_found_page)
    if rule.status not in (*_REDIRECTS, _REWRITE):
        return (
            f"status {rule.status} is not served; write one of 301, 302, 303, 307, 308, or remove the line: what is "
            "not published is 404"
        )
    if not rule.target:
        return "a rule needs a target: a path such as /new, or a URL"
    if rule.status == _REWRITE:
        return _refused_rewrite(rule, is_single_page_app=is_single_page_app)
    return _problem_with_source(rule.source) or problem_with_target(rule.target)


def setting_line(rule: RedirectRule) -> str:
    """What to put into the stack's configuration instead of a rule."""
    source = PathPattern(rule.source)
    is_folder = rule.source.endswith("/*") and rule.source.count("*") == 1 and source.names == {SPLAT}
    target = re.sub(r"^http://", "https://", rule.target)
    target = f"{target}/" if re.fullmatch(r"https://[^/]+", target) else target
    if not is_folder or not _SETTING_TARGET.fullmatch(target):
        return "write one rule for each path, without placeholders"
    return (
        "add it to redirects of the stack, whose rules go before files: "
        f'redirects: [{{from: "{rule.source}", to: "{target}", status: {rule.status}}}]'
    )


def is_hidden(key: str) -> bool:
    """Whether a key has a part with a leading dot, below which nothing is published but `.well-known/` at the top."""
    shown = key.removeprefix(".well-known/")
    return any(part.startswith(".") for part in shown.split("/"))


def _problem_with_source(source: str) -> str | None:
    if "//" in source or "\\" in source or "?" in source or "#" in source:
        return "the path of a rule may not hold //, \\, ? or #; browsers send no such path"
    try:
        path = unquote(source, errors="strict")
    except UnicodeDecodeError:
        return "the path of a rule must be UTF-8 behind its percent signs"
    if any(unicodedata.category(character) == "Cc" for character in path):
        return "the path of a rule may not hold a control character"
    if is_hidden(path.lstrip("/")):
        return "the path of a rule may not have a part with a leading dot, except below /.well-known/"
    return None


def _refused_not_found(rule: RedirectRule, not_found_page: str | None) -> str:
    if rule.source == "/*" and not_found_page is not None and rule.target.strip("/") == not_found_page:
        return ""
    return (
        "the stack has one page for everything that is missing; set notFoundPage of the stack to "
        f"{rule.target.strip('/') or 'a page of the site'!r} and remove the rule"
    )


def _refused_rewrite(rule: RedirectRule, *, is_single_page_app: bool) -> str | None:
    if is_elsewhere(rule.target):
        return "the stack passes no request on to another host; link to it, or redirect with 302"
    if rule.source == "/*" and rule.target.removesuffix("index.html") == "/":
        return "" if is_single_page_app else "set singlePageApp: true of the stack and remove the rule"
    if not PathPattern(rule.source).is_exact:
        return (
            "status 200 with a placeholder would need a server; redirect with 301, let the build write the pages, or, "
            "for an application that routes by itself, set singlePageApp: true of the stack"
        )
    return _problem_with_source(rule.source) or problem_with_target(rule.target)
