"""Previews of pull requests: a bucket and a distribution of their own, which share nothing with the site."""
