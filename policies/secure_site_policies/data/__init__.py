"""Tables, each a JSON object with one entry a line.

The scripts in `secure_site_policies.generate` write actions, aws_managed, taggable and terraform. The others are sorted
by hand: blocks, cloudformation, languages, limits, object_acls and openings. The rule or the module that reads a table
explains it; `python -m secure_site_policies.generate.candidates` checks them against the SDK.
"""
