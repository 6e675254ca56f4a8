"""The ``redline`` command: parses, calls the public API, prints. Results go to stdout, everything else to stderr.

Nothing heavier than argparse is imported before a verb is known, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.cli import streams
from sim.cli.console import say
from sim.cli.parser import parsed

OK, FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(argv: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 fine, 1 a fault, 2 a bad file or usage, 130 interrupted.

    Args:
        argv: the command line; by default this process's own, which then also imports nothing from the folder it is in.
    """
    if argv is None:
        _import_nothing_from_here()
    _open_streams()
    streams.fit()
    try:
        return _done(argv)
    except KeyboardInterrupt:
        if argv is None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # who presses twice shall not see where we are at
        say("redline: interrupted; nothing was overwritten")
        return INTERRUPTED
    except BrokenPipeError:  # the reader (head, say) has seen enough
        _drop_output()
        return OK
    except OSError as error:
        from sim.engine.files import named
        from sim.runs.disk.folders import reason

        _drop_output()
        # What is printed has no name. Results were written before anything is printed of them.
        what = "its output cannot be written" if error.filename is None else named(str(error.filename))
        say(f"redline: {what}: {reason(error)}")
        return FAULT


def _done(argv: list[str] | None) -> int:
    try:
        args = parsed(argv)
    except SystemExit:  # --help, --version and bad usage
        sys.stdout.flush()
        raise
    streams.fit(json=getattr(args, "json", False) is True or args.verb == "schema")
    try:
        with _warnings_told(getattr(args, "quiet", False)), _engine(getattr(args, "engine", None)):
            code: int | None = import_module(f"sim.cli.{args.verb}").main(args)
        sys.stdout.flush()
        return OK if code is None else code
    except OSError:
        raise
    except Exception as error:
        code = _code_of(error)
        if code is None:
            raise  # a bug of ours: the traceback is wanted
        bare = code == FAULT or type(error).__name__ == "NotARun"
        say(f"redline: {error}" if bare else str(error))
        return code


def _engine(name: Any) -> AbstractContextManager[None]:
    """Has worlds lived through by an engine that was named."""
    if name is None:
        return nullcontext()
    from sim.runs.worlds import using

    return using(name)


@contextmanager
def _warnings_told(quiet: bool) -> Iterator[None]:
    """Says what this package warns of in a line, without the place in its own code."""
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], filename: str, lineno: int, *more: Any) -> None:
            if not category.__module__.startswith("sim."):
                usual(message, category, filename, lineno, *more)
            else:
                say(f"warning: {message}", quiet=quiet)

        warnings.showwarning = show  # type: ignore[assignment]  # `more` are its two optional ones
        yield


def _import_nothing_from_here() -> None:
    """Takes the working folder off the places that modules come from, for this process and its workers.

    ``python -m sim`` puts it first, and a stray colon in PYTHONPATH somewhere: a file in a folder of somebody else's
    would then be run in place of a library's module. Where this package itself stands there, it stays.
    """
    try:
        here = Path.cwd()
    except OSError:  # deleted
        return
    if here in (Path(__file__).resolve().parents[2], Path(os.__file__).resolve().parent):
        return
    os.environ["PYTHONSAFEPATH"] = "1"
    sys.path[:] = [one for one in sys.path if one and os.path.realpath(one) != str(here)]


def _open_streams() -> None:
    """Gives output and messages somewhere to go where the caller has closed them: else files would take their place."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open("r" if name == "stdin" else "w", encoding="utf-8")  # noqa: SIM115  # for good
            setattr(sys, name, stream)


def _drop_output() -> None:
    """Lets Python end without another word on output that cannot be written."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def explains_itself(error: Exception) -> bool:
    """Whether an error's message is for users; any other is a bug of ours."""
    return _code_of(error) is not None


def _code_of(error: Exception) -> int | None:
    """Exit code of an error that explains itself; None for any other."""
    # Imported only now, since some of these modules are heavy and --help must not load them.
    from sim.analyses.verify import CannotVerify
    from sim.cli.console import BadInput
    from sim.engine.crisis import RecordError
    from sim.engine.files import Unreadable
    from sim.runs.disk.folders import CannotWrite
    from sim.runs.disk.store import NotARun
    from sim.runs.workers.tasks import EngineRefused, WorkFailed
    from sim.scenario import ScenarioError

    if isinstance(error, ScenarioError | BadInput | RecordError | NotARun | Unreadable | EngineRefused):
        return BAD_INPUT
    return FAULT if isinstance(error, CannotVerify | CannotWrite | WorkFailed) else None
