"""``python -m boilerstrip``."""

from boilerstrip.cli import main

if __name__ == "__main__":
    main()
