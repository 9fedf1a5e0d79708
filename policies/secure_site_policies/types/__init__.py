"""Resource types of other packages, and resources inside resources, under the names that the rules know."""
