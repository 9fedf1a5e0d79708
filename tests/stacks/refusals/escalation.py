"""Ways to more than one was given: what would lift a role's bounds, or let somebody else in.

AWS's list of what a boundary has to keep from whoever manages roles:
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
"""

import json
from collections.abc import Mapping

from tests.stacks.refusals.account import ADMINISTRATOR
from tests.stacks.refusals.calls import OTHER, PREFIX, Call, arn, call, iam, together
from tests.stacks.refusals.own import BUILD, LISTED_TAGS, PROJECT, SERVICE_BOUNDARY

PROVIDER = iam("oidc-provider/token.actions.githubusercontent.com")
DEPLOY, PREVIEW, THEIRS = f"{PREFIX}-deploy", f"{PREFIX}-preview", f"{OTHER}-publish"
EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}, separators=(",", ":")
)
ANYBODY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
)
_CODEBUILD = {"type": "NO_SOURCE", "buildspec": "version: 0.2"}
_MACHINE = {"type": "LINUX_CONTAINER", "image": "aws/codebuild/standard:7.0", "computeType": "BUILD_GENERAL1_SMALL"}


def _create(role: str, **boundary: str) -> Call:
    needs = {"iam:CreateRole": iam(f"role/{role}")}
    return call("iam.create_role", needs, RoleName=role, AssumeRolePolicyDocument=ANYBODY, **boundary)


def _attach(role: str) -> Call:
    needs = {"iam:AttachRolePolicy": iam(f"role/{role}")}
    return call("iam.attach_role_policy", needs, RoleName=role, PolicyArn=ADMINISTRATOR)


def _put(role: str) -> Call:
    needs = {"iam:PutRolePolicy": iam(f"role/{role}")}
    return call("iam.put_role_policy", needs, RoleName=role, PolicyName="more", PolicyDocument=EVERYTHING)


def _trust(role: str) -> Call:
    needs = {"iam:UpdateAssumeRolePolicy": iam(f"role/{role}")}
    return call("iam.update_assume_role_policy", needs, RoleName=role, PolicyDocument=ANYBODY)


def _unbound(role: str) -> Call:
    needs = {"iam:DeleteRolePermissionsBoundary": iam(f"role/{role}")}
    return call("iam.delete_role_permissions_boundary", needs, RoleName=role)


def _rebound(role: str, boundary: str) -> Call:
    needs = {"iam:PutRolePermissionsBoundary": iam(f"role/{role}")}
    return call("iam.put_role_permissions_boundary", needs, RoleName=role, PermissionsBoundary=boundary)


def _new_version(policy: str) -> Call:
    needs = {"iam:CreatePolicyVersion": policy}
    return call("iam.create_policy_version", needs, PolicyArn=policy, PolicyDocument=EVERYTHING, SetAsDefault=True)


ROLES: Mapping[str, Call] = {
    "make a role without a boundary": _create(BUILD),
    "make a role under AdministratorAccess": _create(BUILD, PermissionsBoundary=ADMINISTRATOR),
    "make a role under one's own boundary": _create(BUILD, PermissionsBoundary="{deploy_boundary}"),
    "make a role under the other stack's boundary": _create(
        BUILD, PermissionsBoundary=iam(f"policy/{OTHER}-service-boundary")
    ),
    "make a role of another name": _create(f"{PREFIX}-build-2", PermissionsBoundary=SERVICE_BOUNDARY),
    "make a role of the other stack": _create(THEIRS, PermissionsBoundary=SERVICE_BOUNDARY),
    "attach AdministratorAccess to oneself": _attach(DEPLOY),
    "attach AdministratorAccess to a service's role": _attach(BUILD),
    "attach AdministratorAccess to the preview role": _attach(PREVIEW),
    "detach a policy from oneself": call(
        "iam.detach_role_policy",
        {"iam:DetachRolePolicy": iam(f"role/{DEPLOY}")},
        RoleName=DEPLOY,
        PolicyArn=iam(f"policy/{DEPLOY}-1"),
    ),
    "give oneself a policy": _put(DEPLOY),
    "give the preview role a policy": _put(PREVIEW),
    "give the drift role a policy": _put(f"{PREFIX}-drift"),
    "give the other stack's role a policy": _put(THEIRS),
    "let anybody assume oneself": _trust(DEPLOY),
    "let anybody assume the preview role": _trust(PREVIEW),
    "let anybody assume a service's role": _trust(BUILD),
    "let anybody assume the other stack's role": _trust(THEIRS),
    "take one's own boundary off": _unbound(DEPLOY),
    "take a service's role's boundary off": _unbound(BUILD),
    "take the preview role's boundary off": _unbound(PREVIEW),
    "put oneself under AdministratorAccess": _rebound(DEPLOY, ADMINISTRATOR),
    "put a service's role under AdministratorAccess": _rebound(BUILD, ADMINISTRATOR),
    "put the other stack's role under this one's boundary": _rebound(THEIRS, SERVICE_BOUNDARY),
    "stay for twelve hours": call(
        "iam.update_role",
        {"iam:UpdateRole": iam(f"role/{DEPLOY}")},
        RoleName=DEPLOY,
        MaxSessionDuration=43200,
    ),
    "delete oneself": call("iam.delete_role", {"iam:DeleteRole": iam(f"role/{DEPLOY}")}, RoleName=DEPLOY),
    "delete the other stack's role": call(
        "iam.delete_role", {"iam:DeleteRole": iam(f"role/{THEIRS}")}, RoleName=THEIRS
    ),
    "retag oneself": call("iam.tag_role", {"iam:TagRole": iam(f"role/{DEPLOY}")}, RoleName=DEPLOY, Tags=LISTED_TAGS),
}

POLICIES: Mapping[str, Call] = {
    "rewrite the services' boundary": _new_version(SERVICE_BOUNDARY),
    "rewrite one's own boundary": _new_version("{deploy_boundary}"),
    "rewrite one's own policy": _new_version("{deploy_policy}"),
    "bring an older boundary back": call(
        "iam.set_default_policy_version",
        {"iam:SetDefaultPolicyVersion": SERVICE_BOUNDARY},
        PolicyArn=SERVICE_BOUNDARY,
        VersionId="v1",
    ),
    "delete a version of the boundary": call(
        "iam.delete_policy_version",
        {"iam:DeletePolicyVersion": SERVICE_BOUNDARY},
        PolicyArn=SERVICE_BOUNDARY,
        VersionId="v1",
    ),
    "delete the services' boundary": call(
        "iam.delete_policy", {"iam:DeletePolicy": SERVICE_BOUNDARY}, PolicyArn=SERVICE_BOUNDARY
    ),
    "delete one's own boundary": call(
        "iam.delete_policy", {"iam:DeletePolicy": "{deploy_boundary}"}, PolicyArn="{deploy_boundary}"
    ),
    "make a policy": call(
        "iam.create_policy",
        {"iam:CreatePolicy": iam(f"policy/{PREFIX}-more")},
        PolicyName=f"{PREFIX}-more",
        PolicyDocument=EVERYTHING,
    ),
    "retag the boundary": call(
        "iam.tag_policy", {"iam:TagPolicy": SERVICE_BOUNDARY}, PolicyArn=SERVICE_BOUNDARY, Tags=LISTED_TAGS
    ),
}

PEOPLE: Mapping[str, Call] = {
    "make a user": call("iam.create_user", {"iam:CreateUser": iam("user/mallory")}, UserName="mallory"),
    "make an access key": call("iam.create_access_key", {"iam:CreateAccessKey": iam("user/alice")}, UserName="alice"),
    "give a user a password": call(
        "iam.create_login_profile",
        {"iam:CreateLoginProfile": iam("user/alice")},
        UserName="alice",
        Password="not-Shown-1-anywhere",
    ),
    "attach AdministratorAccess to a user": call(
        "iam.attach_user_policy",
        {"iam:AttachUserPolicy": iam("user/alice")},
        UserName="alice",
        PolicyArn=ADMINISTRATOR,
    ),
    "give a user a policy": call(
        "iam.put_user_policy",
        {"iam:PutUserPolicy": iam("user/alice")},
        UserName="alice",
        PolicyName="more",
        PolicyDocument=EVERYTHING,
    ),
    "make a group": call("iam.create_group", {"iam:CreateGroup": iam("group/more")}, GroupName="more"),
    "attach AdministratorAccess to a group": call(
        "iam.attach_group_policy",
        {"iam:AttachGroupPolicy": iam("group/people")},
        GroupName="people",
        PolicyArn=ADMINISTRATOR,
    ),
    "join a user to a group": call(
        "iam.add_user_to_group", {"iam:AddUserToGroup": iam("group/people")}, GroupName="people", UserName="alice"
    ),
    "let passwords be short": call(
        "iam.update_account_password_policy", {"iam:UpdateAccountPasswordPolicy": "*"}, MinimumPasswordLength=6
    ),
    "drop the password policy": call("iam.delete_account_password_policy", {"iam:DeleteAccountPasswordPolicy": "*"}),
    "name the account": call("iam.create_account_alias", {"iam:CreateAccountAlias": "*"}, AccountAlias="mallory"),
}

PROVIDERS: Mapping[str, Call] = {
    "trust another certificate of GitHub's": call(
        "iam.update_open_id_connect_provider_thumbprint",
        {"iam:UpdateOpenIDConnectProviderThumbprint": PROVIDER},
        OpenIDConnectProviderArn=PROVIDER,
        ThumbprintList=["0" * 40],
    ),
    "let tokens for others in": call(
        "iam.add_client_id_to_open_id_connect_provider",
        {"iam:AddClientIDToOpenIDConnectProvider": PROVIDER},
        OpenIDConnectProviderArn=PROVIDER,
        ClientID="https://github.com/mallory",
    ),
    "take AWS off the tokens' audiences": call(
        "iam.remove_client_id_from_open_id_connect_provider",
        {"iam:RemoveClientIDFromOpenIDConnectProvider": PROVIDER},
        OpenIDConnectProviderArn=PROVIDER,
        ClientID="sts.amazonaws.com",
    ),
    "trust another provider": call(
        "iam.create_open_id_connect_provider",
        {"iam:CreateOpenIDConnectProvider": iam("oidc-provider/mallory.example.com")},
        Url="https://mallory.example.com",
        ClientIDList=["sts.amazonaws.com"],
    ),
    "delete GitHub's provider": call(
        "iam.delete_open_id_connect_provider",
        {"iam:DeleteOpenIDConnectProvider": PROVIDER},
        OpenIDConnectProviderArn=PROVIDER,
    ),
    "retag GitHub's provider": call(
        "iam.tag_open_id_connect_provider",
        {"iam:TagOpenIDConnectProvider": PROVIDER},
        OpenIDConnectProviderArn=PROVIDER,
        Tags=LISTED_TAGS,
    ),
    "trust a SAML provider": call(
        "iam.create_saml_provider",
        {"iam:CreateSAMLProvider": iam("saml-provider/mallory")},
        Name="mallory",
        SAMLMetadataDocument="<EntityDescriptor/>".ljust(1000),
    ),
}

PASSED: Mapping[str, Call] = {
    "build as oneself": call(
        "codebuild.update_project",
        {"codebuild:UpdateProject": arn("codebuild", f"project/{PROJECT}"), "iam:PassRole": iam(f"role/{DEPLOY}")},
        name=PROJECT,
        serviceRole=iam(f"role/{DEPLOY}"),
    ),
    "build as the pipeline": call(
        "codebuild.update_project",
        {
            "codebuild:UpdateProject": arn("codebuild", f"project/{PROJECT}"),
            "iam:PassRole": iam(f"role/{PREFIX}-pipeline"),
        },
        name=PROJECT,
        serviceRole=iam(f"role/{PREFIX}-pipeline"),
    ),
    "build as the other stack": call(
        "codebuild.create_project",
        {"codebuild:CreateProject": arn("codebuild", f"project/{PROJECT}"), "iam:PassRole": iam(f"role/{THEIRS}")},
        name=PROJECT,
        source=_CODEBUILD,
        artifacts={"type": "NO_ARTIFACTS"},
        environment=_MACHINE,
        serviceRole=iam(f"role/{THEIRS}"),
    ),
    "make an instance profile": call(
        "iam.create_instance_profile",
        {"iam:CreateInstanceProfile": iam("instance-profile/more")},
        InstanceProfileName="more",
    ),
    "put the build's role into an instance profile": call(
        "iam.add_role_to_instance_profile",
        {"iam:AddRoleToInstanceProfile": iam("instance-profile/more"), "iam:PassRole": iam(f"role/{BUILD}")},
        InstanceProfileName="more",
        RoleName=BUILD,
    ),
    "make a role that a service writes itself": call(
        "iam.create_service_linked_role",
        {"iam:CreateServiceLinkedRole": iam("role/aws-service-role/autoscaling.amazonaws.com/*")},
        AWSServiceName="autoscaling.amazonaws.com",
    ),
}

ESCALATION = together(ROLES, POLICIES, PEOPLE, PROVIDERS, PASSED)
