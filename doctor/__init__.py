"""Looks at a deployed stack, names what is wrong with it, and how to mend it: `python -m doctor --stack dev`.

It reads: the stack's state by the current login at Pulumi, the account by the current login at AWS, and the site as a
viewer does. What a refresh would find is left to `make drift`; this finds what no state shows - mails that were never
confirmed, keys that are scheduled for deletion, logs that do not arrive. It only reads; `python -m doctor.start`, which
turns on a site that its stop turned off, is the one command that writes.
"""
