"""The account's foundation: a Pulumi project of its own, which an administrator sets up before the first site.

It has GitHub's identity provider, the roles of the workflows, the boundaries of all roles, the rules of the repository,
and the safeguards of the account. The deploy role may write none of these, because it could remove its own limits with
them (docs/adr/0008-foundation.md).

    pulumi -C foundation up --stack account
"""
