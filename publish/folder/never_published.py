"""What is never published unless publish.toml names it: secrets, data, tools and left-overs that get into a folder.

- By name: state, dumps, keys, environment files, editors' copies, logs, and the files that configure other hosts.
- By content: any file that begins as a private key, and a ".key" or certificate file that holds one. An Apple Keynote
  presentation (".key") and a public certificate (".pem") are published.

A name with a leading dot is left out as well, and no rule can publish it, except below `.well-known` at the top.
"""

import re
from fnmatch import translate

FOLDERS = frozenset({"__macosx", "__pycache__", "bower_components", "cvs", "jspm_packages", "node_modules"})
"""Names of folders, in lower case."""

_NAMES = """
terraform.tfstate* *.tfstate *.tfstate.* *.tfvars *.tfvars.json pulumi.yaml pulumi.*.yaml pulumi.*.yml
*.sql *.sql.gz *.sql.bz2 *.sql.xz *.sql.zip *.sql.zst *.dump *.dump.gz *.pgdump *.sqlite* *.db *.mdb *.bson
*.p12 *.pfx *.jks *.keystore *.kdbx *.ppk *.ovpn id_rsa* id_dsa* id_ecdsa* id_ed25519* authorized_keys known_hosts
*.env *.env.* env.local credentials credentials.csv credentials.ini credentials.json credentials.toml credentials.y*ml
client_secret*.json service-account*.json serviceaccount*.json secrets.env secrets.ini secrets.json secrets.toml
secrets.y*ml htpasswd htpasswd.* wp-config.php
*~ *.bak *.swp *.swo *.orig *.rej *.tmp [#]*[#] thumbs.db ehthumbs.db desktop.ini *.crdownload *.part
*.log *.log.gz *.log.[0-9]* *.pcap
publish.toml _redirects _headers _routes.json _worker.js netlify.toml vercel.json wrangler.toml wrangler.json*
firebase.json staticwebapp.config.json amplify.yml buildspec.yml buildspec.yaml
"""
NAMES: tuple[str, ...] = tuple(_NAMES.split())
"""Shell patterns for names, in lower case."""

_BY_NAME = re.compile("|".join(translate(pattern) for pattern in NAMES))
_PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-")
_PAGES = (".htm", ".html", ".xhtml")
_CERTIFICATES = (".asc", ".cer", ".crt", ".der", ".key", ".pem", ".pub")


def is_left_out_by_name(name: str) -> bool:
    """Whether a file with this name is left out. A page never is: it may well be about such files."""
    lowered = name.lower()
    return not lowered.endswith(_PAGES) and bool(_BY_NAME.match(lowered))


def is_left_out_folder(name: str) -> bool:
    """Whether a folder with this name is left out."""
    return name.lower() in FOLDERS


def holds_a_private_key(name: str, head: bytes) -> bool:
    """Whether a file is left out for what is in it.

    head: the beginning of the file, at least the first 64 kB of it.
    """
    lowered = name.lower()
    if lowered.endswith(_CERTIFICATES):
        is_text_key = lowered.endswith(".key") and not head.startswith(b"PK") and b"PUBLIC KEY" not in head
        return is_text_key or bool(_PRIVATE_KEY.search(head))
    return bool(_PRIVATE_KEY.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")))
