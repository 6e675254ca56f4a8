"""Results to one self-contained HTML page that opens from disk, without a network, in light, dark and print."""

from sim.report.page import build

__all__ = ["build"]
