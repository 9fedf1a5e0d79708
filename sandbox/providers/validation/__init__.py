"""Validates inputs at preview as strictly as the official provider and AWS do.

`shapes` applies what the services' own models state: enumerations, lengths, ranges, counts, patterns. `facts` adds what
these models leave out, each with its source. `documents` turns policy objects into JSON text, as the provider does.
"""
