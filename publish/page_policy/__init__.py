"""Finds what a page asks of the browser, and the strictest Content-Security-Policy that allows it."""
