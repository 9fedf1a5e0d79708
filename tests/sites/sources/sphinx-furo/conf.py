project = "Tide tables"
author = "The harbour masters"
html_theme = "furo"
exclude_patterns = ["requirements.*"]
