"""The truth about addresses, which publish/folder/addresses.py and the function on viewer requests both have to meet.

Each site has a configuration, files, and rows of three texts:

    path        as the viewer sends it, percent-encoded
    looked up   the path that the bucket is asked for
    answer      the published file that is shown, "302 /location" for a redirect, or "404"
"""

from dataclasses import dataclass

from publish.folder.addresses import Addresses

NOT_FOUND = "404"


@dataclass(frozen=True)
class Site:
    """A site and the answers that it gives."""

    name: str
    files: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]
    index_document: str = "index.html"
    single_page_app: bool = False
    prerendered: tuple[str, ...] = ()

    @property
    def addresses(self) -> Addresses:
        """The rule for the site."""
        return Addresses(self.index_document, self.single_page_app, self.prerendered)


def _rows(text: str) -> tuple[tuple[str, str, str], ...]:
    """Lines of "path -> looked up -> answer". A row without an answer shows the file that was looked up."""
    rows: list[tuple[str, str, str]] = []
    for line in text.strip().splitlines():
        path, looked_up, *answer = (part.strip() for part in line.split(" -> "))
        rows.append((path, looked_up, answer[0] if answer else looked_up.removeprefix("/")))
    return tuple(rows)


PAGES = Site(
    "pages in both forms",
    (
        "index.html",
        "404.html",
        "about.html",
        "docs/index.html",
        "docs/intro.html",
        "docs/intro/index.html",
        "docs/v1.0/index.html",
        "docs/v1.0/api.html",
        "docs/release-2.1.html",
        "blog/1.0.0.html",
        "users/john.doe.html",
        "next.js/index.html",
        "node.js.html",
        "assets/app.js",
        "assets/photo.JPG",
        "LICENSE",
        "install",
        "data.xyz",
        "docs/v0.9",
        "sitemap.xml",
        ".well-known/security.txt",
        ".well-known/apple-app-site-association",
        ".well-known/acme-challenge/abc",
    ),
    _rows(
        """
        / -> /index.html
        /index.html -> /index.html
        /index -> /index.html
        /404 -> /404.html
        /404.html -> /404.html
        /about -> /about.html
        /about.html -> /about.html
        /about/ -> /about/index.html -> 404
        /About -> /About.html -> 404
        /docs/ -> /docs/index.html
        /docs -> /docs.html -> 302 /docs/
        /docs/index.html -> /docs/index.html
        /docs/index -> /docs/index.html
        /docs/intro -> /docs/intro.html
        /docs/intro/ -> /docs/intro/index.html
        /docs/intro.html -> /docs/intro.html
        /docs/v1.0/ -> /docs/v1.0/index.html
        /docs/v1.0 -> /docs/v1.0.html -> 302 /docs/v1.0/
        /docs/v1.0/api -> /docs/v1.0/api.html
        /docs/v1.0/api.html -> /docs/v1.0/api.html
        /docs/release-2.1 -> /docs/release-2.1.html
        /blog/1.0.0 -> /blog/1.0.0.html
        /users/john.doe -> /users/john.doe.html
        /next.js/ -> /next.js/index.html
        /next.js -> /next.js -> 302 /next.js/
        /node.js -> /node.js -> node.js.html
        /node.js.html -> /node.js.html
        /assets/app.js -> /assets/app.js
        /assets/gone.js -> /assets/gone.js -> 404
        /assets/gone.JS -> /assets/gone.JS -> 404
        /assets/photo.JPG -> /assets/photo.JPG
        /assets/photo.jpg -> /assets/photo.jpg -> 404
        /assets -> /assets.html -> 404
        /assets/ -> /assets/index.html -> 404
        /LICENSE -> /LICENSE.html -> LICENSE
        /LICENSE/ -> /LICENSE/index.html -> 404
        /install -> /install.html -> install
        /data.xyz -> /data.xyz.html -> data.xyz
        /docs/v0.9 -> /docs/v0.9.html -> docs/v0.9
        /sitemap.xml -> /sitemap.xml
        /sitemap.xml/ -> /sitemap.xml/index.html -> 404
        /.well-known/security.txt -> /.well-known/security.txt
        /.well-known/apple-app-site-association -> /.well-known/apple-app-site-association
        /.well-known/acme-challenge/abc -> /.well-known/acme-challenge/abc
        /.well-known/missing -> /.well-known/missing -> 404
        /.well-known/ -> /.well-known/ -> 404
        /.well-known -> /.well-known.html -> 404
        /nothing -> /nothing.html -> 404
        /nothing/ -> /nothing/index.html -> 404
        /.previews/ -> /.previews/index.html -> 404
        /.previews -> /.previews.html -> 404
        // -> //index.html -> 404
        //evil.example -> //evil.example.html -> 404
        //evil.example/ -> //evil.example/index.html -> 404
        /%5Cevil.example -> /%5Cevil.example.html -> 404
        /about%2Ehtml -> /about%2Ehtml.html -> 404
        /docs%2Fintro -> /docs%2Fintro.html -> docs/intro.html
        /about.html. -> /about.html..html -> 404
        """
    ),
)

NAMES = Site(
    "names with all kinds of characters",
    (
        "index.html",
        "c++.html",
        "c++/index.html",
        "a b.html",
        "café.html",
        "日本/index.html",
        "100%.html",
        "what?.html",
        "a#b.html",
        "a&b=c.html",
        "~user/index.html",
        "[slug]/page.html",
        "(group)/x.html",
        "a+b.js",
        "x.tar.gz",
    ),
    _rows(
        """
        /c++ -> /c%2B%2B.html -> c++.html
        /c%2B%2B -> /c%2B%2B.html -> c++.html
        /c++.html -> /c%2B%2B.html -> c++.html
        /c++/ -> /c%2B%2B/index.html -> c++/index.html
        /a%20b -> /a%20b.html -> a b.html
        /a+b -> /a%2Bb.html -> 404
        /a+b.js -> /a%2Bb.js -> a+b.js
        /caf%C3%A9 -> /caf%C3%A9.html -> café.html
        /caf%c3%a9 -> /caf%c3%a9.html -> café.html
        /cafe%CC%81 -> /cafe%CC%81.html -> 404
        /%E6%97%A5%E6%9C%AC/ -> /%E6%97%A5%E6%9C%AC/index.html -> 日本/index.html
        /%E6%97%A5%E6%9C%AC -> /%E6%97%A5%E6%9C%AC.html -> 302 /%E6%97%A5%E6%9C%AC/
        /100%25 -> /100%25.html -> 100%.html
        /what%3F -> /what%3F.html -> what?.html
        /a%23b -> /a%23b.html -> a#b.html
        /a&b=c -> /a&b=c.html -> a&b=c.html
        /a%26b%3Dc -> /a%26b%3Dc.html -> a&b=c.html
        /~user/ -> /~user/index.html
        /~user -> /~user.html -> 302 /~user/
        /%7Euser/ -> /%7Euser/index.html -> ~user/index.html
        /[slug]/page -> /[slug]/page.html -> [slug]/page.html
        /%5Bslug%5D/page -> /%5Bslug%5D/page.html -> [slug]/page.html
        /(group)/x -> /(group)/x.html -> (group)/x.html
        /x.tar.gz -> /x.tar.gz
        """
    ),
)

APPLICATION = Site(
    "a single-page application with pages of its own",
    (
        "index.html",
        "about.html",
        "docs/index.html",
        "docs/intro.html",
        "news.html",
        "assets/app.js",
        "LICENSE",
        ".well-known/x",
    ),
    _rows(
        """
        / -> /index.html
        /cart -> /index.html
        /cart/ -> /index.html
        /users/john.doe -> /index.html
        /docs/v1.0 -> /docs/v1.0.html -> 404
        /index -> /index.html
        /about -> /about.html
        /about/ -> /index.html
        /about.html -> /about.html
        /docs -> /docs.html -> 302 /docs/
        /docs/ -> /docs/index.html
        /docs/intro -> /docs/intro.html
        /docs/nothing -> /docs/nothing.html -> 404
        /docsearch -> /index.html
        /news -> /index.html
        /news.html -> /news.html
        /assets/app.js -> /assets/app.js
        /assets/gone.js -> /assets/gone.js -> 404
        /assets/ -> /index.html
        /LICENSE -> /index.html
        /.well-known/x -> /.well-known/x
        /.well-known/y -> /.well-known/y -> 404
        /c++ -> /index.html
        """
    ),
    single_page_app=True,
    prerendered=("/docs/*", "/about"),
)

OTHER_INDEX = Site(
    "another index document",
    ("home.html", "docs/home.html", "docs/index.html", "index.html"),
    _rows(
        """
        / -> /home.html
        /home -> /home.html
        /index -> /index.html
        /docs/ -> /docs/home.html
        /docs -> /docs.html -> 302 /docs/
        /docs/index -> /docs/index.html
        """
    ),
    index_document="home.html",
)

SITES = (PAGES, NAMES, APPLICATION, OTHER_INDEX)
