"""What a change has to pass on its way to an account: preview, update and drift, and the word to GitHub about each.

    python -m rollout plan --stack dev         # what an update would do, and what the policies say of it
    python -m rollout deploy --stack dev       # the same, and where it passes, the update
    python -m rollout drift --stack dev        # whether the account still is what the program says, and safe
    python -m rollout stacks --since main      # which stacks a change touches
    python -m rollout comment                  # what `plan` found, as comments on a pull request
    python -m rollout issue                    # what `drift` found, as an issue

The first three work as whoever is logged in to AWS and to Pulumi's backend, on a real account or on the sandbox's. The
others need nothing but Python: what holds a token that may write runs no code from elsewhere.
"""
