"""The pack beside another tool, on this program's own resources: `make differential`."""
