"""`python -m oe_quality`: the same as `oeq`, where scripts are not on the path."""

from oe_quality.cli.main import entry

if __name__ == "__main__":
    entry()
