"""`python -m sayso` is the command line tool."""

from sayso.cli import main

if __name__ == "__main__":
    main()
