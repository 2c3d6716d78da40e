"""The case file: everything that an investigation has gathered and decided, in one SQLite file."""
