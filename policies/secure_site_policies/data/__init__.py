"""Generated tables, and the scripts that write them."""
