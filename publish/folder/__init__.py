"""Reads the folder with the built site: what is published, under which keys, with which headers."""
