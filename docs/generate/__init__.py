"""The pages of docs/ that are written from the code: `python -m docs.generate`. Tests fail when a page is stale."""
