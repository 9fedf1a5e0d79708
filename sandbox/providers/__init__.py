"""The provider plugins of the sandbox.

The engine runs the program's aws and github resources through these in place of the official plugins. They make real
calls to the local cloud for the types that it has (`aws/`, a table of types), and record the others in a file.
"""

PACKAGES = ("aws", "github")
"""The Pulumi packages with a plugin here."""
