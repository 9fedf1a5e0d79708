"""How long a file may be kept, by its name, its bundler and its content."""

import base64
import hashlib
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.folder.fingerprints import ALGORITHMS, Bundles, bundles_of, is_named_by_content, named_by
from publish.folder.kinds import Kind, is_page, kind_of
from tests.publish.folder.properties import stable
from tests.publish.folder.words import words

BUNDLED = words(
    """
    _next/static/chunks/3a5b8c9d0e1f2a3b.js _next/static/chunks/app/docs/%5B...slug%5D/page-3a5b8c9d0e1f2a3b.js
    _next/static/chunks/main-app-0123456789abcdef.js _next/static/css/5b576904c612405e.css
    _next/static/media/c9a5bc6a7c948fb0-s.p.woff2 _next/static/media/logo.6f3a2c1b.png
    blog/_next/static/chunks/framework-1b2c3d4e5f60718a.js _next/static/chunks/0cz1d0mv5g_q7.js
    _next/static/chunks/turbopack-2u1d16houkiyo.js _next/static/chunks/1tpiqg26rg2gw.css assets/js/436.dd647542.js
    assets/js/f81c1134.e1439984.js _astro/chart.Dgj48xQ__2lIwGT.webp _astro/hoisted.DtQ3-9_a.js
    _astro/index.BxT4kQ9z.css _astro/hero.DwyRIsTM_1Yk9SA.webp _app/immutable/chunks/BxT4kQ9z.js
    _app/immutable/entry/start.D4f_9-Xk.js _app/immutable/nodes/0.C3hQxz_a.js _app/immutable/assets/0.DQz1k_-x.css
    _nuxt/entry.BxT4kQ9z.css _nuxt/DlAUqK2U.js _nuxt/3a5b8c9.js
    _expo/static/js/web/entry-0123456789abcdef0123456789abcdef.js _framework/dotnet.native.o7f7ya6zzu.wasm
    assets/index-DiwrgTda.css assets/index-BqXZ-9aA.js assets/index-DaBcEfGh.js assets/index-BxT4kQ9z.js.map
    assets/index-legacy-C8zIKK5U.js assets/index.3a5b8c9d.js assets/app-0123456789abcdef.js
    assets/react-CHdo91hT.svg assets/app.C9Ot-2tX.js assets/chunks/framework.Bqd3Q9iW.js
    assets/index.md.BxT4kQ9z.lean.js assets/style.Cy4AMCQX.css assets/inter-roman-latin.Di8DUHzh.woff2
    assets/js/main.3a5b8c9d.js assets/js/main.3a5b8c9d.js.LICENSE.txt assets/js/17896441.0f9a3b2c.js
    assets/css/styles.1d2e3f40.css assets/images/docusaurus-plushie-banner-a60f7593abca1e3eef26a9afa244e4fb.jpeg
    assets/javascripts/bundle.83f73b43.min.js assets/javascripts/bundle.83f73b43.min.js.map
    assets/javascripts/workers/search.d50fe291.min.js assets/stylesheets/main.7e37652d.min.css
    static/js/main.3a5b8c9d.js static/js/787.c4e7f8f9.chunk.js static/css/main.f855e6bc.css
    static/media/logo.6ce24c58023cc2f8fd88fe9d219db6c6.svg static/media/logo.5d5d9eefa31e5e13a6610d9fa7a283bb.svg
    js/app.3a5b8c9d.js build/q-BxT4kQ9z.js
    """
)

NOT_BUNDLED = words(
    """
    iPhone15.png MyPhoto1.jpg eBook123.pdf MacBook2.png AliceB42.jpg Guide2A1.pdf Report-Q3FY2526.pdf facade12.png
    decade20.jpg cafe2024.jpg 550e8400-e29b-41d4-a716-446655440000.jpg
    photo-550e8400-e29b-41d4-a716-446655440000.jpg assets/x-iPhone15.png assets/x-MyPhoto1.jpg
    assets/x-eBook123.png assets/x-MacBook2.png assets/x-AliceB42.jpg assets/x-Guide2A1.png assets/x-Q3FY2526.jpg
    assets/x-facade12.js assets/x-decade20.css assets/x-cafe2024.png
    assets/550e8400-e29b-41d4-a716-446655440000.js assets/photo-550e8400-e29b-41d4-a716-446655440000.webp
    assets/images/photo-550e8400e29b41d4a716446655440000.png assets/IMG_20240101.jpg assets/trip-IMG_1234.jpg
    assets/trip-DSC01234.jpg assets/trip-P1010042.jpg assets/trip-GOPR0042.jpg assets/trip-PXL_2024.jpg
    assets/trip-DJI_0042.png assets/plan-FY2024Q4.png assets/plan-Q4FY2024.png assets/plan-Q4_Sales.png
    assets/plan-Q1-Q2-24.png assets/wall-1920x108.png assets/logo-original.svg assets/logo-Original.svg
    assets/logo-DarkMode.svg assets/logo-Version2.svg assets/theme-original.css assets/theme-DarkMode.css
    assets/theme-Version2.css assets/theme-20241231.css assets/pets-big-cats.jpg assets/photo-3a5b8c9d.jpg
    assets/photo-5f3a2b1c9d8e7f60.jpg assets/BxT4kQ9z.js assets/report-BxT4kQ9z.pdf assets/index-BxT4kQ9z.html
    assets/js/deadbeef.js assets/js/jquery.deadbeef.js js/jquery-3.7.1.min.js
    _next/static/G5hQk2bXz9/_buildManifest.js _next/data/3a5b8c9d0e1f2a3b/index.json
    _next/static/wnfUkSWXDmcr7oUpiEVoN/_ssgManifest.js _app/version.json _app/immutable/entry/start.js
    _framework/blazor.webassembly.js static/report.20241231.pdf app-0123456789abcdef0123.js main-ABCD2345.js
    out/chunk-5XYZAB7D.js photo-Version2.jpg report-20241231.pdf IMG-20240101-WA0001.jpg style.css
    jquery-3.7.1.min.js my-document.pdf deadbeef.js sw-3a5b8c9d.js assets/sw-BxT4kQ9z.js
    assets/service-worker-BxT4kQ9z.js page.3a5b8c9d.html
    """
)


@pytest.mark.parametrize("key", BUNDLED)
def test_a_hash_in_a_bundlers_folder_is_a_fingerprint(key: str) -> None:
    assert kind_of(key) is Kind.FINGERPRINTED


@pytest.mark.parametrize("key", NOT_BUNDLED)
def test_what_people_and_cameras_write_into_a_name_is_no_fingerprint(key: str) -> None:
    assert kind_of(key) is not Kind.FINGERPRINTED


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("index.html", Kind.REVALIDATED),
        ("feed.xml", Kind.REVALIDATED),
        ("site.webmanifest", Kind.REVALIDATED),
        ("page-data/about/page-data.json", Kind.REVALIDATED),
        ("about.txt", Kind.REVALIDATED),
        ("_app/version.json", Kind.REVALIDATED),
        ("search/search_index.json", Kind.REVALIDATED),
        ("searchindex.js", Kind.REVALIDATED),
        ("pagefind/pagefind-entry.json", Kind.REVALIDATED),
        ("about.data", Kind.REVALIDATED),
        ("objects.inv", Kind.REVALIDATED),
        ("pagefind/index/en_1a2b3c4.pf_index", Kind.MEDIA),
        ("live/stream.m3u8", Kind.REVALIDATED),
        ("style.css", Kind.REVALIDATED),
        ("app.wasm", Kind.REVALIDATED),
        ("LICENSE", Kind.REVALIDATED),
        ("docs/v1.0", Kind.REVALIDATED),
        ("sitemap.xml.gz", Kind.REVALIDATED),
        ("photo.jpg", Kind.MEDIA),
        ("font.woff2", Kind.MEDIA),
        ("film.mp4", Kind.MEDIA),
        ("live/segment-1.m4s", Kind.MEDIA),
        ("report.pdf", Kind.MEDIA),
        ("report.docx", Kind.MEDIA),
        ("setup.exe", Kind.MEDIA),
        ("source.tar.gz", Kind.MEDIA),
        ("model.glb", Kind.MEDIA),
    ],
)
def test_the_kind_of_any_other_file_follows_from_its_type(key: str, kind: Kind) -> None:
    assert kind_of(key) is kind


@pytest.mark.parametrize(
    "name",
    words(
        """
sw.js service-worker.js serviceworker.js firebase-messaging-sw.js ngsw-worker.js ngsw.json registerSW.js
OneSignalSDKWorker.js flutter_service_worker.js pwabuilder-sw.js sw.mjs sw-3a5b8c9d.js
"""
    ),
)
def test_service_workers_are_written_last_and_never_fingerprinted(name: str) -> None:
    assert is_page(name)
    assert kind_of(f"assets/{name}") is Kind.REVALIDATED


def test_almost_all_hashes_of_vite_are_recognised() -> None:
    chance = random.Random(7)
    letters = string.ascii_letters + string.digits + "-_"
    hashes = ["".join(chance.choices(letters, k=8)) for _ in range(5000)]
    scripts = sum(kind_of(f"assets/index-{each}.js") is Kind.FINGERPRINTED for each in hashes)
    pictures = sum(kind_of(f"assets/logo-{each}.svg") is Kind.FINGERPRINTED for each in hashes)
    assert scripts / len(hashes) > 0.99
    assert pictures / len(hashes) > 0.9


@stable
@given(
    word=st.sampled_from(["photo", "holiday", "Report", "scan", "IMG", "DSC", "Quarter", "iPhone", "guide"]),
    number=st.integers(0, 99_999_999),
    separator=st.sampled_from(["", "-", "_"]),
    folder=st.sampled_from(["", "assets/", "static/media/", "assets/images/", "docs/"]),
    suffix=st.sampled_from(["jpg", "png", "pdf", "mp4"]),
)
def test_a_word_and_a_number_are_no_fingerprint(
    word: str, number: int, separator: str, folder: str, suffix: str
) -> None:
    for name in (f"{word}{separator}{number}", f"x-{word}{separator}{number}", f"{number}{separator}{word}"):
        assert kind_of(f"{folder}{name}.{suffix}") is not Kind.FINGERPRINTED


@stable
@given(st.uuids(), st.sampled_from(["", "photo-", "assets/", "assets/x-", "static/media/x."]))
def test_a_uuid_is_no_fingerprint(uuid: object, before: str) -> None:
    assert kind_of(f"{before}{uuid}.png") is not Kind.FINGERPRINTED


@stable
@given(st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=40))
def test_the_first_part_of_a_name_is_no_fingerprint(name: str) -> None:
    first = name.replace("-", "").replace("_", "") or "x"
    assert kind_of(f"assets/{first}.jpg") is not Kind.FINGERPRINTED
    assert kind_of(f"{name}.css") is not Kind.FINGERPRINTED


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha384", "sha512"])
def test_a_digest_of_the_content_in_the_name_is_a_proof(algorithm: str) -> None:
    content = b"body { color: red }"
    digest = hashlib.new(algorithm, content).digest()
    base32, base64url = base64.b32encode(digest).decode().rstrip("="), base64.urlsafe_b64encode(digest).decode()
    for text in (
        digest.hex(),
        digest.hex()[:10],
        base32[:16],
        base32.lower()[:8],
        base64url.rstrip("="),
        base64url[:9],
    ):
        for key in (f"css/main.{text}.css", f"main-{text}.min.css", f"a/photo_{text}.jpg"):
            assert kind_of(key, digests=digests_of(content)) is Kind.FINGERPRINTED, key
            assert kind_of(key, digests=digests_of(b"other")) is not Kind.FINGERPRINTED, key


@stable
@given(st.binary(max_size=64), st.binary(max_size=64))
def test_only_the_own_content_proves_a_name(content: bytes, other: bytes) -> None:
    key = f"photo-{hashlib.sha256(content).hexdigest()[:12]}.jpg"
    assert is_named_by_content(key, digests_of(content))
    assert is_named_by_content(key, digests_of(other)) == (content == other)


def test_short_or_leading_digests_prove_nothing() -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    for key in (f"photo-{digest[:7]}.jpg", f"{digest}.jpg", f"photo-{digest[1:20]}.jpg"):
        assert not is_named_by_content(key, digests_of(b"x"))


def test_gatsbys_hashes_at_the_top_need_gatsbys_own_data() -> None:
    keys = {
        "app-0123456789abcdef0123.js": Kind.FINGERPRINTED,
        "component---src-pages-index-js-0123456789abcdef0123.js": Kind.FINGERPRINTED,
        "styles.0123456789abcdef0123.css": Kind.FINGERPRINTED,
        "static/0123456789abcdef0123456789abcdef/3b1f/photo.webp": Kind.FINGERPRINTED,
        "static/photo-0123456789abcdef0123456789abcdef.jpg": Kind.FINGERPRINTED,
        "page-data/app-data.json": Kind.REVALIDATED,
        "page-data/sq/d/1234567890.json": Kind.REVALIDATED,
        "sw.js": Kind.REVALIDATED,
    }
    bundles = bundles_of(keys)
    assert {key: kind_of(key, bundles) for key in keys} == keys
    assert kind_of("app-0123456789abcdef0123.js", bundles_of(["index.html"])) is Kind.REVALIDATED


def test_angulars_hashes_at_the_top_need_its_main_script() -> None:
    bundles = bundles_of(["index.html", "main-5ZX7QKLM.js", "styles-36AW6TKX.css"])
    assert kind_of("styles-36AW6TKX.css", bundles) is Kind.FINGERPRINTED
    assert kind_of("holiday-36AW6TKX.jpg", bundles) is Kind.MEDIA
    assert kind_of("styles-36AW6TKX.css", bundles_of(["index.html"])) is Kind.REVALIDATED


def test_a_manifest_names_what_carries_a_hash() -> None:
    named = named_by(
        b'{"files": {"main.js": "/out/main.3a5b8c9d.js", "index.html": "/index.html", "logo": "./logo.svg"}}'
    )
    assert named == {"out/main.3a5b8c9d.js", "index.html", "logo.svg"}
    assert kind_of("out/main.3a5b8c9d.js", Bundles(named)) is Kind.FINGERPRINTED
    assert kind_of("out/main.3a5b8c9d.js") is Kind.REVALIDATED
    assert kind_of("logo.svg", Bundles(named)) is Kind.MEDIA
    assert named_by(b"not JSON") == frozenset()
    assert named_by(b'{"icons": [{"src": "icon-3a5b8c9d.png"}]}') == frozenset()


def test_long_words_are_no_hashes_even_where_a_manifest_names_them() -> None:
    named = frozenset({"shot-dashboards.png", "shot-administrator.png", "photo-IMG_1234.jpg", "theme-darkmode.css"})
    assert all(kind_of(key, Bundles(named)) is not Kind.FINGERPRINTED for key in named)
    assert kind_of("_framework/MyApp.components.wasm") is Kind.REVALIDATED


def digests_of(content: bytes) -> dict[str, bytes]:
    """Algorithm -> digest, as a folder's reader computes them."""
    return {name: hashlib.new(name, content, usedforsecurity=False).digest() for name in ALGORITHMS}
