"""Credentials in commands and scripts: build commands, user data, start-up scripts.

A command with a credential is readable wherever the script is, and in the list of processes of the machine.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from secure_site_policies.subjects.placeholders import says_no_secret
from secure_site_policies.subjects.secret_names import is_secret_property, may_name_a_credential, names_a_credential

_VALUE = r"""["']?(?P<{}>[^\s"'`;|&]{{3,200}})"""
_REST = r"[^\n|;&]{0,300}?"
_LOGIN = r"(?:docker|podman|buildah|helm|crane|skopeo|oras|az|oc|npm|ecr|registry)"


def _value(group: str) -> str:
    return _VALUE.format(group)


_COMMANDS = re.compile(
    "|".join(
        (
            # docker login -u me -p x
            rf"\b{_LOGIN}\s(?:registry\s)?login\b{_REST}\s-p[\s=]{{0,3}}{_value('a')}",
            # curl -u me:x, and its long form
            rf"\b(?:curl|wget|http|https)\b{_REST}\s(?:-u|--user)[\s=]{{0,3}}[\"']?[^\s:\"']{{0,100}}:{_value('b')}",
            # curl -H "Authorization: Bearer x"
            rf"\bAuthorization:\s{{0,3}}(?:(?:Bearer|Basic|token|ApiKey|Api-Token)\s{{1,3}})?{_value('c')}",
            rf"\bX-(?:Api-Key|Auth-Token|Vault-Token|Access-Token):\s{{0,3}}{_value('d')}",
            # Any long option whose name says it: --password x, --auth-token=x
            r"(?<![\w-])--(?!next-|client-(?:request-)?token|starting-|page-|continuation-)(?:[a-z]{1,20}-){0,3}"
            r"(?:password|passwd|passphrase|token|api-key|apikey|secret-key|client-secret|access-key|private-key)"
            rf"[\s=]{{1,3}}{_value('e')}",
            # npm config set //registry.npmjs.org/:_authToken=x
            rf":_(?:authToken|auth|password)[\s=]{{1,3}}{_value('f')}",
            rf"\bsshpass\s{{1,3}}-p\s{{0,3}}{_value('g')}",
            rf"\b(?:mysql|mysqldump|mysqladmin|mariadb)\b{_REST}\s-p{_value('h')}",
            rf"\b(?:redis-cli)\b{_REST}\s-a\s{{1,3}}{_value('i')}",
            rf"\b(?:sqlcmd|bcp)\b{_REST}\s-P\s{{0,3}}{_value('j')}",
            rf"\bconfigure\sset\s(?:\S{{1,60}}\.)?aws_(?:secret_access_key|session_token)\s{{1,3}}{_value('k')}",
            # echo x | docker login --password-stdin
            rf"\b(?:echo|printf)\s(?:-n\s)?{_value('l')}[\"']?\s{{0,3}}\|\s{{0,3}}(?:sudo\s)?{_LOGIN}\s(?:registry\s)?login\b",
            rf"\b(?:echo|printf)\s(?:-n\s)?[\"']?[\w.-]{{1,40}}:{_value('m')}[\"']?\s{{0,3}}\|\s{{0,3}}(?:sudo\s)?chpasswd\b",
            rf"-pass(?:in|out)?\spass:{_value('n')}",
        )
    ),
    re.IGNORECASE,
)
_HINTS = (
    "login",
    "curl",
    "wget",
    "http",
    "uthorization:",
    "X-",
    "x-",
    "--",
    ":_",
    "sshpass",
    "mysql",
    "mariadb",
    "redis-cli",
    "sqlcmd",
    "bcp",
    "configure set",
    "chpasswd",
    "pass:",
)

_ASSIGNMENT = re.compile(
    r"""(?<![\w$.:-])(?P<name>[A-Za-z_][\w.-]{2,80})["']?(?:\s{0,3}=(?![=~>])\s{0,3}|\s{0,3}(?P<colon>:)\s{1,3})"""
    r"""(?:"(?P<double>[^"\n]{1,500})"|'(?P<single>[^'\n]{1,500})'|(?P<bare>[^\s"'`;,|&)]{1,500}))"""
)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_+[A-Z0-9]+)*")
_LINE_START, _LINE_END = re.compile(r"(?:^|\n)[ \t-]*[\"']?$"), re.compile(r"[\"',]?[ \t]*(?:#|\r?\n|$)")
_CODE = re.compile(r"[A-Za-z_]\w*(?:[.(\[]\w*)+.*|.*[()].*")
"""An expression of a program: `event.password`, `getpass()`."""


@lru_cache(maxsize=1024)
def commands_with_a_credential(text: str) -> bool:
    """Whether a command in a text is given a credential: `docker login -p x`."""
    if not (" " in text or text.startswith("-")) or not any(hint in text for hint in _HINTS):
        return False
    values = (found[str(found.lastgroup)] for found in _COMMANDS.finditer(text))
    return any(not says_no_secret(value) and not _is_a_name(value) for value in values)


def assigned_credentials(text: str) -> Iterator[str]:
    """The names of the credentials that a text assigns: `export API_TOKEN=x`, `DB_PASS: x`, `password = "x"`.

    Names in capitals count; of other names only those that every program uses for a password.
    """
    if not may_name_a_credential(text):
        return
    for found in _ASSIGNMENT.finditer(text):
        name, bare = found["name"], found["bare"]
        if not (is_variable(name) and names_a_credential(name)) and not is_secret_property(name):
            continue
        value = bare or found["double"] or found["single"]
        if says_no_secret(value) or (bare and _CODE.fullmatch(bare)):
            continue
        if is_variable(name) or not found["colon"] or _is_a_line(text, found.start(), found.end()):
            yield name


def _is_a_name(value: str) -> bool:
    """Whether a value is the name of a variable in place of its value: "--password PASSWORD"."""
    return is_variable(value) and names_a_credential(value)


def _is_a_line(text: str, start: int, end: int) -> bool:
    """Whether a line holds nothing else, as in YAML: `password: x` within a sentence assigns nothing."""
    before, after = text[max(0, start - 100) : start], text[end : end + 100]
    return bool(_LINE_START.search(before)) and bool(_LINE_END.match(after))


def is_variable(name: str) -> bool:
    """Whether a name has the form of an environment variable."""
    return bool(_VARIABLE.fullmatch(name))
