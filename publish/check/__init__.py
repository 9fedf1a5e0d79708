"""Checks a release as a viewer sees it, and restores the previous one."""
