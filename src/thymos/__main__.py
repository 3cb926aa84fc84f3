"""`python -m thymos`: the same program as the `thymos` command."""

from thymos.cli import main

if __name__ == "__main__":
    main(prog_name="thymos")
