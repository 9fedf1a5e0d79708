"""The code that all rules share: declaring a rule, reading a resource, failing closed, exemptions."""
