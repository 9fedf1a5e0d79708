"""What somebody may do behind Pulumi's back to those resources of a site that no setting changes in place."""

from tests.stacks.roles import Account

_DESCRIPTION = "Changed by hand"


def drift(account: Account) -> None:
    """Changes the origin access control and a role; and, where the stack has keys, one of them and its alias."""
    _change_access_control(account)
    _change_role(account)
    _change_key(account)


def _change_access_control(account: Account) -> None:
    cloudfront = account.cloud.client("cloudfront")
    listed = cloudfront.list_origin_access_controls()["OriginAccessControlList"]["Items"]
    (control,) = (one for one in listed if one["Name"] == f"{account.prefix}-content")
    found = cloudfront.get_origin_access_control(Id=control["Id"])
    config = {**found["OriginAccessControl"]["OriginAccessControlConfig"], "Description": _DESCRIPTION}
    cloudfront.update_origin_access_control(Id=control["Id"], IfMatch=found["ETag"], OriginAccessControlConfig=config)


def _change_role(account: Account) -> None:
    iam, name = account.cloud.client("iam"), f"{account.prefix}-pipeline"
    iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=next(iter(account.policies("drift"))))


def _change_key(account: Account) -> None:
    kms = account.cloud.client("kms")
    aliases = [one for one in kms.list_aliases()["Aliases"] if one["AliasName"].startswith(f"alias/{account.prefix}-")]
    if len(aliases) > 1:
        alias, other, *_ = aliases
        kms.update_key_description(KeyId=alias["TargetKeyId"], Description=_DESCRIPTION)
        kms.update_alias(AliasName=alias["AliasName"], TargetKeyId=other["TargetKeyId"])
