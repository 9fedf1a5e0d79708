"""The tables of ways in which permissions lead to more permissions, sorted by what makes a way harmless."""
