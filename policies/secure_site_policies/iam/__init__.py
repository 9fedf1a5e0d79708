"""Policy documents, read by IAM's rules."""
