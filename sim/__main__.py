"""``python -m sim`` is the ``redline`` command."""

from sim.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
