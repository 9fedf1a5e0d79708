"""What deploying a stack needs: the IAM policies of its deploy and preview roles, derived from the program itself.

The program is run on mocks (`program`), each type it registers is looked up in a table of the calls that the AWS
provider makes (`table`), and each call becomes a permission on the stack's own ARNs (`grants`).

    python -m foundation.permissions --stack prod             # what is granted, a line for each action
    python -m foundation.permissions --stack prod --read-only # what of that only reads
    python -m foundation.permissions --stack prod --json      # the managed policies of both kinds of roles

foundation/ attaches them to the roles.
"""
