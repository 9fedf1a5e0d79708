"""The provider plugins of the sandbox.

The engine runs the program's aws and github resources through these in place of the official plugins: real calls to
the local cloud for what it has (`aws/`, a table of types), and a record in a file for what no emulator has.
"""

PACKAGES = ("aws", "github")
"""The Pulumi packages that have a plugin here."""
