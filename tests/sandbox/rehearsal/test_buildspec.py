"""Buildspecs: read where they can be rehearsed, refused by name where not."""

import pytest

from components.pipeline.buildspec import Publication, build, publish
from sandbox.rehearsal.buildspec import parse
from sandbox.rehearsal.errors import RehearsalError


def test_the_stacks_own_buildspec_can_be_rehearsed() -> None:
    publication = Publication(
        index_document="index.html",
        not_found_page="404.html",
        single_page_app=True,
        prerendered=("/docs/*",),
        redirected=("/old/*",),
        keep_releases=5,
        keep_assets_days=2,
        verify_release=True,
    )
    publishing, building = parse(publish(publication)), parse(build(["npm ci", "npm run build"], "dist"))
    assert [phase.name for phase in publishing.phases] == ["install", "pre_build", "post_build"]
    assert [phase.name for phase in building.phases] == ["install", "build", "post_build"]
    assert building.phases[1].commands == ("npm ci", "npm run build")
    assert (publishing.files, building.files) == ((), ("publish.toml", "dist/**/*"))
    for spec in (publishing, building):
        assert all(phase.aborts for phase in spec.phases if phase.commands)
        assert spec.shell[0] == "bash"
        assert not [sentence for sentence in spec.unrehearsed if "cache" in sentence]


def test_a_cache_is_said_not_to_be_rehearsed() -> None:
    assert "cache" in parse("version: 0.2\ncache: {paths: [/root/.npm/**/*]}").unrehearsed[0]


def test_phases_are_in_the_order_in_which_they_run() -> None:
    text = "version: 0.2\nphases:\n  post_build: {commands: [c]}\n  install: {commands: a}\n  build: {commands: [b]}\n"
    assert [(phase.name, phase.commands) for phase in parse(text).phases] == [
        ("install", ("a",)),
        ("build", ("b",)),
        ("post_build", ("c",)),
    ]


def test_runtime_versions_are_said_to_be_this_machines_own() -> None:
    text = "version: 0.2\nphases: {install: {runtime-versions: {nodejs: 22}, commands: [true]}}"
    assert "nodejs" in parse(text).unrehearsed[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 0.1", "version 0.1"),
        ("{", "is not valid YAML"),
        ("", "is not a mapping"),
        ("version: 0.2\nreports: {}", "reports is not rehearsed"),
        ("version: 0.2\nenv: {secrets-manager: {A: b}}", "secrets-manager is not rehearsed"),
        ("version: 0.2\nenv: {shell: powershell.exe}", "shell 'powershell.exe' is not rehearsed"),
        ("version: 0.2\nphases: {biuld: {commands: []}}", "biuld is not rehearsed"),
        ("version: 0.2\nphases: {build: {on-failure: CONTINUE}}", "on-failure 'CONTINUE' is not rehearsed"),
        ("version: 0.2\nartifacts: {files: [a], base-directory: b}", "artifacts: base-directory is not rehearsed"),
        ("version: 0.2\nphases: {build: {run-as: root}}", "run-as is not rehearsed"),
    ],
)
def test_what_is_not_rehearsed_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(RehearsalError, match=said):
        parse(text)
