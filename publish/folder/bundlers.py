"""The folders that bundlers write, and the hashes that they write into the names there.

`is_exclusive` folders hold nothing but a bundler's output. Into the others people also put files of their own, so only
scripts, styles and fonts, and pictures whose name cannot be taken for one that a person or a camera chose, count.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from publish.folder.hash_forms import Form, core_of, hash_in, is_plain, may_be_a_picture

CODE = frozenset(["js", "mjs", "cjs", "css", "map", "wasm", "txt"])
"""Suffixes of scripts and styles. A minifier keeps licences in a text file beside the script."""
FONTS = frozenset(["woff", "woff2", "ttf", "otf", "eot"])
PICTURES = frozenset(["avif", "bmp", "gif", "ico", "jpeg", "jpg", "jxl", "png", "svg", "webp"])
EVERYTHING = frozenset({"*"})

_SHORT = 8


@dataclass(frozen=True)
class BundlerFolder:
    """A folder that a bundler writes, and the hashes in the names of its files."""

    folder: str
    """The beginning of the path with its final slash, at the top of the site or below another folder. "": the top."""
    forms: tuple[Form, ...]
    suffixes: frozenset[str]
    is_exclusive: bool
    separators: str = ".-"

    def holds(self, key: str) -> bool:
        """Whether the file lies in the folder."""
        if not self.folder:
            return "/" not in key
        return key.startswith(self.folder) or f"/{self.folder}" in key

    def names_by_hash(self, name: str) -> bool:
        """Whether a name in the folder carries a hash as the bundler writes it."""
        suffix = name.rpartition(".")[2].lower()
        if self.suffixes is not EVERYTHING and suffix not in self.suffixes:
            return False
        core = core_of(name)
        return any(self._is_hash(core, form, suffix) for form in self.forms)

    def _is_hash(self, core: str, form: Form, suffix: str) -> bool:
        found = hash_in(core, form, may_be_whole=self.is_exclusive, separators=self.separators)
        if found is None:
            return False
        has_digit = any(character.isdigit() for character in found)
        if len(found) > _SHORT:
            return has_digit
        if self.is_exclusive and has_digit:
            return True
        return not may_be_a_picture(found) if suffix in PICTURES and not self.is_exclusive else not is_plain(found)


FOLDERS: tuple[BundlerFolder, ...] = (
    # With webpack hexadecimal, with Turbopack in 38 characters, of which at least one is a digit:
    # https://nextjs.org/docs/app/guides/self-hosting#automatic-caching
    BundlerFolder(
        "_next/static/", (Form.HEX_16, Form.HEX_20, Form.HEX_8, Form.BASE38_13), EVERYTHING, is_exclusive=True
    ),
    # https://docs.astro.build/en/reference/configuration-reference/#buildassets
    BundlerFolder("_astro/", (Form.BASE64URL_8, Form.HEX_16), EVERYTHING, is_exclusive=True, separators=".-_"),
    # https://svelte.dev/docs/kit/adapter-node
    BundlerFolder("_app/immutable/", (Form.BASE64URL_8,), EVERYTHING, is_exclusive=True),
    # https://nuxt.com/docs/api/nuxt-config#buildassetsdir
    BundlerFolder("_nuxt/", (Form.BASE64URL_8, Form.HEX_7), EVERYTHING, is_exclusive=True),
    # https://docs.expo.dev/versions/latest/config/metro/
    BundlerFolder("_expo/static/", (Form.HEX_32,), EVERYTHING, is_exclusive=True),
    # https://learn.microsoft.com/aspnet/core/blazor/host-and-deploy/webassembly/
    BundlerFolder("_framework/", (Form.BASE36_10,), EVERYTHING, is_exclusive=False, separators="."),
    # https://docusaurus.io/docs/static-assets
    BundlerFolder("assets/js/", (Form.HEX_8,), CODE, is_exclusive=False),
    BundlerFolder("assets/css/", (Form.HEX_8,), CODE, is_exclusive=False),
    BundlerFolder("assets/images/", (Form.HEX_32,), PICTURES, is_exclusive=False, separators="-"),
    BundlerFolder("assets/fonts/", (Form.HEX_32,), FONTS, is_exclusive=False, separators="-"),
    # https://squidfunk.github.io/mkdocs-material/setup/building-an-optimized-site/
    BundlerFolder("assets/javascripts/", (Form.HEX_8,), CODE, is_exclusive=False, separators="."),
    BundlerFolder("assets/stylesheets/", (Form.HEX_8,), CODE, is_exclusive=False, separators="."),
    # Vite, VitePress, React Router: https://vite.dev/config/build-options.html#build-assetsdir
    BundlerFolder("assets/", (Form.BASE64URL_8, Form.HEX_8), CODE | FONTS | PICTURES, is_exclusive=False),
    # The same folder with webpack's longer hashes; a picture's may be the number of a record.
    BundlerFolder("assets/", (Form.HEX_16, Form.HEX_20, Form.HEX_32), CODE | FONTS, is_exclusive=False),
    # Create React App, Rsbuild: https://create-react-app.dev/docs/production-build/
    BundlerFolder("static/js/", (Form.HEX_8, Form.HEX_10, Form.HEX_20), CODE, is_exclusive=False),
    BundlerFolder("static/css/", (Form.HEX_8, Form.HEX_10, Form.HEX_20), CODE, is_exclusive=False),
    BundlerFolder(
        "static/media/", (Form.HEX_20, Form.HEX_32, Form.HEX_8), FONTS | PICTURES, is_exclusive=False, separators="."
    ),
    # Vue CLI: https://cli.vuejs.org/config/#filenamehashing
    BundlerFolder("js/", (Form.HEX_8,), CODE, is_exclusive=False, separators="."),
    BundlerFolder("css/", (Form.HEX_8,), CODE, is_exclusive=False, separators="."),
    # Qwik, Remix: https://qwik.dev/docs/advanced/vite/
    BundlerFolder("build/", (Form.BASE64URL_8, Form.BASE32_8), CODE, is_exclusive=False, separators="-"),
)
"""The folder of each generator, as its documentation names it or as it writes by default."""

GATSBY_ROOT = BundlerFolder("", (Form.HEX_20,), CODE, is_exclusive=False)
"""Gatsby writes its scripts and styles at the top: https://www.gatsbyjs.com/docs/how-to/previews-deploys-hosting/caching/"""

GATSBY_STATIC = BundlerFolder("static/", (Form.HEX_32,), EVERYTHING, is_exclusive=False, separators="-")
"""Gatsby copies the files that pages import to this folder."""

ANGULAR_ROOT = BundlerFolder("", (Form.BASE32_8, Form.HEX_16), CODE, is_exclusive=False)
"""Angular writes its scripts and styles at the top: https://angular.dev/reference/configs/workspace-config"""

NAMED_BY_A_MANIFEST = BundlerFolder(
    "",
    (Form.HEX_8, Form.HEX_10, Form.HEX_16, Form.HEX_20, Form.HEX_32, Form.BASE64URL_8),
    EVERYTHING,
    is_exclusive=False,
    separators=".-_",
)
"""The names in a manifest that carry a hash."""


def is_in_a_bundlers_folder(key: str) -> bool:
    """Whether the file lies in a folder of `FOLDERS` and carries a hash as is usual there."""
    return _matches(key, FOLDERS)


def _matches(key: str, folders: Iterable[BundlerFolder]) -> bool:
    name = key.rpartition("/")[2]
    return any(each.holds(key) and each.names_by_hash(name) for each in folders)
