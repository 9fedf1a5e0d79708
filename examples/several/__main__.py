"""As many sites as the configuration lists, each with names and tags of its own."""

import pulumi
import pulumi_secure_site as secure_site

for name in pulumi.Config().require_object("sites"):
    site = secure_site.StaticSite(name, names={"project": name})
    pulumi.export(f"{name}Url", pulumi.Output.concat("https://", site.domain_name, "/"))
