"""Plans, makes and records releases."""
