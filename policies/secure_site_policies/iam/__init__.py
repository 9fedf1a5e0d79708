"""Policy documents, by IAM's own rules."""
