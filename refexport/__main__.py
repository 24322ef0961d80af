"""`python -m refexport`."""

from refexport.cli import main

if __name__ == "__main__":
    main()
