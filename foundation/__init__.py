"""What an account needs before its first site, set up by an administrator: a Pulumi project of its own.

GitHub's identity provider, the roles that workflows sign in as, the boundaries above all roles, the repository's own
rules, and the safeguards of the account. None of it is for the deploy role to write: with it, that role could lift its
own bounds (docs/adr/0008-foundation.md).

    pulumi -C foundation up --stack account
"""
