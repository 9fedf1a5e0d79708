"""Roles, policies, identity providers and keys."""

from collections.abc import Mapping

from foundation.permissions.calls import Calls

_KEY = "arn:aws:kms:{region}:{account}:key/*"
_ROLE = "arn:aws:iam::{account}:role/{role}"
_READ_KEY = "kms:DescribeKey kms:GetKeyPolicy kms:GetKeyRotationStatus kms:ListResourceTags"

IDENTITY: Mapping[str, Calls] = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Calls(
        file="iam/openid_connect_provider.go",
        arns="arn:aws:iam::{account}:oidc-provider/{host}",
        read="iam:GetOpenIDConnectProvider",
        create="iam:CreateOpenIDConnectProvider iam:TagOpenIDConnectProvider",
        update="iam:UpdateOpenIDConnectProviderThumbprint iam:AddClientIDToOpenIDConnectProvider "
        "iam:RemoveClientIDFromOpenIDConnectProvider iam:TagOpenIDConnectProvider iam:UntagOpenIDConnectProvider",
        delete="iam:DeleteOpenIDConnectProvider",
    ),
    "aws:iam/policy:Policy": Calls(
        file="iam/policy.go",
        arns="arn:aws:iam::{account}:policy/{name}",
        read="iam:GetPolicy iam:GetPolicyVersion",
        create="iam:CreatePolicy iam:TagPolicy",
        update="iam:CreatePolicyVersion iam:ListPolicyVersions iam:DeletePolicyVersion iam:TagPolicy iam:UntagPolicy",
        delete="iam:DeletePolicy iam:ListPolicyVersions iam:DeletePolicyVersion",
    ),
    "aws:iam/role:Role": Calls(
        file="iam/role.go",
        arns="arn:aws:iam::{account}:role/{name}",
        read="iam:GetRole iam:GetRolePolicy iam:ListRolePolicies iam:ListAttachedRolePolicies",
        create="iam:CreateRole iam:TagRole",
        # Not iam:UpdateAssumeRolePolicy, which lets in whom it names, also when the session is over. An administrator
        # changes the trust of a role: a new version of the program seldom does, and nothing else may.
        update="iam:PutRolePermissionsBoundary iam:TagRole iam:UntagRole",
        delete="iam:DeleteRole iam:ListInstanceProfilesForRole",
    ),
    "aws:iam/rolePolicy:RolePolicy": Calls(
        file="iam/role_policy.go",
        arns=_ROLE,
        read="iam:GetRolePolicy",
        create="iam:PutRolePolicy",
        update="iam:PutRolePolicy",
        delete="iam:DeleteRolePolicy",
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Calls(
        file="iam/role_policy_attachment.go",
        arns=_ROLE,
        read="iam:ListAttachedRolePolicies",
        create="iam:AttachRolePolicy",
        delete="iam:DetachRolePolicy",
    ),
    "aws:kms/alias:Alias": Calls(
        file="kms/alias.go",
        arns=f"arn:aws:kms:{{region}}:{{account}}:{{name}} {_KEY}",
        read="kms:ListAliases",
        create="kms:CreateAlias",
        update="kms:UpdateAlias",
        delete="kms:DeleteAlias",
    ),
    "aws:kms/key:Key": Calls(
        file="kms/key.go",
        arns=_KEY,
        read=_READ_KEY,
        create="kms:CreateKey kms:TagResource kms:EnableKeyRotation kms:GenerateDataKey",
        update="kms:UpdateKeyDescription kms:EnableKeyRotation kms:TagResource kms:UntagResource kms:GenerateDataKey",
        delete="kms:ScheduleKeyDeletion",
    ),
    "aws:kms/keyPolicy:KeyPolicy": Calls(
        file="kms/key_policy.go",
        arns=_KEY,
        read=_READ_KEY,
        create="kms:PutKeyPolicy",
        update="kms:PutKeyPolicy",
        delete="kms:PutKeyPolicy",
    ),
}
"""Type token -> its calls."""
