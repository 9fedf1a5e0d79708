"""The permissions that deploying a stack needs, derived from the site's program: the policies of the CI roles.

`program` runs the site's program on mocks. `table` has the calls that the AWS provider makes for each resource type.
`grants` turns each call into a permission on the stack's own ARNs. The foundation attaches the policies to the roles.

    python -m foundation.permissions --stack prod             # the grants, a line for each action
    python -m foundation.permissions --stack prod --read-only # the grants of the roles that only read
    python -m foundation.permissions --stack prod --json      # the managed policies of all roles
"""
