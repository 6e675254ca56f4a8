"""Is a saved run what it says, and does it come out the same here? See :func:`sim.verify`."""

from __future__ import annotations

from sim.analyses.verify.checking import CannotVerify, verify
from sim.analyses.verify.verdict import Verdict

__all__ = ["CannotVerify", "Verdict", "verify"]
