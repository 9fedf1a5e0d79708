"""Policies as AWS's own guides write them, in our words and with our names: no rule may object without a stated reason.

Each example has unsafe twins where one change makes it unsafe; the rule that finds the change is named.
"""
