"""The reader in a browser: a local web application over one case file."""
