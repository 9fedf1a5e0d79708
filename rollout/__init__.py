"""The steps of a change on its way to an account - preview, update, drift check - and their reports at GitHub.

    python -m rollout plan --stack dev         # preview an update and check it against the policies
    python -m rollout deploy --stack dev       # preview, and update if the preview passes
    python -m rollout drift --stack dev        # compare the account with the program, and check it against the policies
    python -m rollout stacks --since main      # list the stacks that a change affects
    python -m rollout head                     # stop unless this run's commit is the head of its branch
    python -m rollout comment                  # post the results of `plan` as comments on a pull request
    python -m rollout issue                    # post the results of `drift` as an issue
    python -m rollout awake                    # keep the schedules of the workflows going
    python -m rollout previews fetch           # previews of a site's pull requests: build, fetch, publish, comment

The first three use the current logins at AWS and at Pulumi's backend, of a real account or of the sandbox. The others
need only Python: a job whose token may write runs no code but this repository's.
"""
