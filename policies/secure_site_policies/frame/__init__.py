"""What all rules have in common."""
