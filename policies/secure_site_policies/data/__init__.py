"""Generated tables. The scripts in `secure_site_policies.generate` write them."""
