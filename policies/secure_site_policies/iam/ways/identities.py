"""Ways that change an identity, its credentials, or who is trusted to be one.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html and
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiamidentitycenter.html
"""

from collections.abc import Mapping

_API = "https://docs.aws.amazon.com/IAM/latest/APIReference/"
_RHINO = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/"

LIFTING: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("iam:CreatePolicyVersion",): ("rewrite a policy of its own", "iam-001"),
    ("iam:SetDefaultPolicyVersion",): ("restore an older, wider version of a policy", _RHINO),
    ("iam:AddUserToGroup",): ("join a group with more permissions", "iam-013"),
    ("iam:AttachGroupPolicy",): ("attach any policy to a group", "iam-010"),
    ("iam:PutGroupPolicy",): ("write any policy into a group", "iam-011"),
    ("iam:DeleteRolePermissionsBoundary",): (
        "remove the boundary of a role",
        f"{_API}API_DeleteRolePermissionsBoundary.html",
    ),
    ("iam:DeleteUserPermissionsBoundary",): (
        "remove the boundary of a user",
        f"{_API}API_DeleteUserPermissionsBoundary.html",
    ),
    ("iam:UpdateSAMLProvider",): (
        "sign in as every role that trusts the provider, with a certificate of its own",
        f"{_API}API_UpdateSAMLProvider.html",
    ),
    ("iam:DeleteSAMLProvider", "iam:CreateSAMLProvider"): (
        "put a provider of its own in the place of one that roles trust",
        f"{_API}API_CreateSAMLProvider.html",
    ),
    ("iam:UpdateOpenIDConnectProviderThumbprint",): (
        "make a provider accept tokens that a server of its own signs",
        f"{_API}API_UpdateOpenIDConnectProviderThumbprint.html",
    ),
    ("iam:AddClientIDToOpenIDConnectProvider",): (
        "make a provider accept tokens that were issued for other applications",
        f"{_API}API_AddClientIDToOpenIDConnectProvider.html",
    ),
    ("iam:DeleteOpenIDConnectProvider", "iam:CreateOpenIDConnectProvider"): (
        "put a provider with audiences of its choice in the place of one that roles trust",
        f"{_API}API_CreateOpenIDConnectProvider.html",
    ),
    ("iam:EnableOrganizationsRootSessions",): (
        "open the root users of the organization's accounts",
        f"{_API}API_EnableOrganizationsRootSessions.html",
    ),
    ("sts:AssumeRoot",): ("become the root user of a member account", ""),
    ("rolesanywhere:CreateTrustAnchor",): ("have roles trust a certificate authority of its own", ""),
    ("rolesanywhere:UpdateTrustAnchor",): ("have roles trust a certificate authority of its own", ""),
    ("cognito-identity:UpdateIdentityPool",): ("let its own identity provider, or guests, into a pool's roles", ""),
    ("eks:AssociateIdentityProviderConfig",): ("let its own identity provider into a cluster and its roles", ""),
    ("sso:CreateAccountAssignment",): ("assign itself any permission set in any account", ""),
    ("sso:AttachManagedPolicyToPermissionSet",): ("attach any policy to a permission set", ""),
    ("sso:AttachCustomerManagedPolicyReferenceToPermissionSet",): ("attach any policy to a permission set", ""),
    ("sso:PutInlinePolicyToPermissionSet",): ("write any policy into a permission set", ""),
    ("sso:PutPermissionsBoundaryToPermissionSet",): ("replace the boundary of a permission set by a wider one", ""),
    ("sso:DeletePermissionsBoundaryFromPermissionSet",): ("remove the boundary of a permission set", ""),
    ("sso:UpdateInstanceAccessControlAttributeConfiguration",): ("give itself the tags that policies ask for", ""),
    ("sso:UpdateTrustedTokenIssuer",): ("have Identity Center trust tokens that it signs itself", ""),
    ("sso-directory:AddMemberToGroup",): ("join a group with more permissions", ""),
    ("sso-directory:UpdatePassword",): ("change the password of any user", ""),
    ("identitystore:CreateGroupMembership",): ("join a group with more permissions", ""),
    ("organizations:LeaveOrganization",): ("take the account out of the organization, and of its limits", ""),
    ("organizations:MoveAccount",): ("move an account to where the organization limits it less", ""),
    ("organizations:RemoveAccountFromOrganization",): ("take an account out of the organization's limits", ""),
    ("organizations:DetachPolicy",): ("take the organization's limits from an account", ""),
    ("organizations:DisablePolicyType",): ("take the organization's limits from all accounts", ""),
    ("organizations:UpdatePolicy",): ("rewrite the organization's limits", ""),
    ("lakeformation:PutDataLakeSettings",): ("make itself the administrator of the data lake", ""),
}
"""Ways that no condition or name bounds: actions -> description, source."""

CREDENTIALS: Mapping[str, tuple[str, str]] = {
    "iam:CreateAccessKey": ("create an access key for any user", "iam-002"),
    "iam:CreateLoginProfile": ("set a password for any user without one", "iam-004"),
    "iam:UpdateLoginProfile": ("change the password of any user", "iam-006"),
    "iam:CreateServiceSpecificCredential": (
        "create a password of a user for a service",
        f"{_API}API_CreateServiceSpecificCredential.html",
    ),
    "iam:ResetServiceSpecificCredential": (
        "replace a user's password for a service",
        f"{_API}API_ResetServiceSpecificCredential.html",
    ),
    "iam:UploadSigningCertificate": (
        "sign requests as any user, with a certificate of its own",
        f"{_API}API_UploadSigningCertificate.html",
    ),
    "iam:UploadSSHPublicKey": (
        "log in to CodeCommit as any user, with a key of its own",
        f"{_API}API_UploadSSHPublicKey.html",
    ),
}
"""Ways that give it the credentials of a user; a user's own credentials are no way: action -> description, source."""

BOUNDED: Mapping[str, tuple[str, str]] = {
    "iam:PutRolePermissionsBoundary": (
        "replace the boundary of a role by a wider one",
        f"{_API}API_PutRolePermissionsBoundary.html",
    ),
    "iam:PutUserPermissionsBoundary": (
        "replace the boundary of a user by a wider one",
        f"{_API}API_PutUserPermissionsBoundary.html",
    ),
    "iam:AttachRolePolicy": ("attach any policy to a role, even its own", "iam-009"),
    "iam:PutRolePolicy": ("write any policy into a role, even its own", "iam-005"),
    "iam:AttachUserPolicy": ("attach any policy to a user", "iam-008"),
    "iam:PutUserPolicy": ("write any policy into a user", "iam-007"),
    "iam:UpdateAssumeRolePolicy": ("make any role trust it", "iam-012"),
}
"""Ways that an exact iam:PermissionsBoundary bounds: action -> description, source."""
