"""Names that say that a value is a credential."""

import re
from functools import lru_cache
from itertools import pairwise

from secure_site_policies.frame.wording import words_of

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CREDENTIAL = re.compile(
    "(?:token|secrets?|password|passwd|passphrase|credentials?|accesskey|accesskeyid|apikey|privatekey|secretkey|sshkey"
    "|deploykey|signingkey|encryptionkey|masterkey|authkey|appkey|accountkey|sharedkey|hmackey|authorization|plaintextvalue"
    "|(?:ssh|db|my|mysql|pg|root|user|admin|smtp|ftp|keystore|storage)pass|(?:npm|basic|docker|registry|redis|http)auth"
    "|authconfig|authstring)$"
)
_LAST = frozenset({"pat", "pass", "pwd", "pw", "psw"})
"""Words that name a credential only at the end: DB_PASS, but PASS_THROUGH."""
_ANYWHERE = re.compile(
    "(?:token|secret|password|passwd|passphrase|credentials?|apikey|privatekey|secretkey|accesskey)$"
)
_ABOUT = words_of(
    "name names arn arns id ids url urls uri uris endpoint endpoints path paths file files filename dir directory "
    "folder length size ttl expiry expires expiration lifetime timeout validity age duration interval period days "
    "hours minutes seconds count min max minimum maximum limit limits capacity quota type types kind policy "
    "version versions region host hostname domain port user username login owner issuer audience header headers "
    "field fields column attribute enabled disabled required allowed rotation rotate rotated manager store "
    "storage provider prefix suffix algorithm alg format scope scopes mode service services location bucket table "
    "ref reference label labels title description alias hash hashed digest checksum reset resets hint strategy "
    "method source backend engine vault mount key keys validation generator review introspection revocation "
    "exchange refresh cookie com org net io dev local public number index unit units status state date time "
    "updated created retrieval lookup mapping template namespace group role class env"
)
"""Last words of names that are about a credential, and do not hold one: SECRET_NAME, TOKEN_URL."""
_PROPERTIES = re.compile(
    "(?:password|passwd|passphrase|clientsecret|apikey|authtoken|oauthtoken|accesstoken|apitoken|bearertoken"
    "|privatekey|webhooksecret|plaintextvalue)$"
)
_PARTS = ("pass", "secret", "token", "credential", "key", "pwd", "pat", "author")
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")


@lru_cache(maxsize=4096)
def names_a_credential(name: str) -> bool:
    """Whether a variable holds a credential by its name: `GITHUB_TOKEN`, `dbPassword`, `SECRET_KEY_BASE`.

    A name whose last word is about a credential holds none: `SECRET_NAME`, `TOKEN_URL`.
    """
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or "public" in words:
        return False
    if words[-1] in _LAST or _CREDENTIAL.search("".join(words)):
        return True
    if words[-1] in _ABOUT or _DOMAIN.fullmatch(name):
        return False
    pairs = map("".join, pairwise(words))
    return any(_ANYWHERE.search(word) for word in words) or any(map(_ANYWHERE.fullmatch, pairs))


def may_name_a_credential(text: str) -> bool:
    """Whether any name in a text can be that of a credential: a fast check before each is read."""
    lower = text.lower()
    return any(part in lower for part in _PARTS)


@lru_cache(maxsize=4096)
def is_secret_property(name: str) -> bool:
    """Whether a property of any resource holds a credential by its name: `masterPassword`, `client_secret`.

    Fewer names than of variables: many properties with "token" or "secret" in their names hold none.
    """
    return bool(_PROPERTIES.search(re.sub(r"[^a-z]", "", name.lower())))
