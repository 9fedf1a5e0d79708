"""The files that are written from the code: `make docs`. Tests fail when one of them is stale."""
