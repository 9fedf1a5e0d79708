"""`python -m foundation.account.check`: whether the account that one is logged in to has its safeguards. Reads only."""
