"""The ``redline`` command: parses, calls the public API, prints. Results go to stdout, everything else to stderr.

Nothing heavier than argparse is imported before a verb is known, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

from sim.cli import streams
from sim.cli.parser import parsed

OK, FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 fine, 1 a fault, 2 a bad file or usage, 130 interrupted."""
    streams.fit()
    args = parsed(argv)
    streams.fit(json=getattr(args, "json", False) is True or args.verb == "schema")
    try:
        code: int | None = import_module(f"sim.cli.{args.verb}").main(args)
        sys.stdout.flush()
        return OK if code is None else code
    except KeyboardInterrupt:
        print("redline: interrupted; nothing was overwritten", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, say) has seen enough. Python would complain once more while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        from sim.cli.console import say

        code = _code_of(error)
        if code is None:
            raise  # a bug of ours: the traceback is wanted
        say(f"redline: {error}" if code == FAULT else str(error))
        return code


def _code_of(error: Exception) -> int | None:
    """Exit code of an error that explains itself; None for any other."""
    # Imported only now, since some of these modules are heavy and --help must not load them.
    from sim.analyses.verify import CannotVerify
    from sim.cli.console import BadInput
    from sim.engine.crisis import RecordError
    from sim.engine.files import Unreadable
    from sim.runs.disk.folders import CannotWrite
    from sim.runs.disk.store import NotARun
    from sim.runs.workers.tasks import WorkFailed
    from sim.scenario import ScenarioError

    if isinstance(error, ScenarioError | BadInput | RecordError | Unreadable):
        return BAD_INPUT
    return FAULT if isinstance(error, CannotVerify | CannotWrite | NotARun | WorkFailed) else None
