"""The sandbox knows every type of the repository, and names only properties that the GitHub SDK has."""

from foundation.github.environment import Environment
from foundation.github.repository import Repository
from sandbox.providers.conversion.arguments import property_names
from sandbox.providers.github import GithubCatalog
from tests.mock_cloud import Cloud


def test_every_type_has_an_entry_of_its_own_that_agrees_with_the_sdk(cloud: Cloud) -> None:
    environments = {"dev": Environment({"AWS_REGION": "eu-west-1"})}
    arguments = {"repository": "example/site", "environments": environments, "variables": {"BACKEND_URL": "s3://state"}}
    cloud.build(Repository, "repository", arguments)
    catalog = GithubCatalog()
    found = {one.type: catalog.find(one.type) for one in cloud.resources if one.type.startswith("github:")}
    assert len(found) == 9
    for token, entry in found.items():
        assert entry is not None
        assert entry is not catalog.find("github:index/other:Other"), token
        assert {*entry.identity, *entry.defaults, *entry.replace_on} <= set(property_names("github", token)), token
