"""``redline verify``: runs a saved run again and says whether it comes out the same."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import ModuleType

from sim.cli import arguments
from sim.cli.console import BadInput, columns, progress, put, put_json
from sim.engine.files import plain
from sim.words.prose import filled

EPILOG = """\
identical            every world ends as it did (exit code 0)
statistically equal  another NumPy, SciPy or processor moved some worlds, as it can
                     where rules of your own or a beta round otherwise, and no share
                     by more than luck allows (exit code 0)
differs              says where, by how much, and what is another here (exit code 1)
damaged              the tables are not those that the manifest describes (exit code 1)
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    verb.add_argument("folder", metavar="RUN", help="folder of a finished run, such as reports/maximum_pressure")
    what = "run only the first N worlds of each cell again (default: all, and points and assumptions)"
    verb.add_argument("--worlds", type=arguments.at_least_one, metavar="N", help=what)
    what = "run this file, in which classes of your own stand that the run used; may be repeated"
    verb.add_argument("--code", action="append", default=[], metavar="FILE.py", help=what)
    arguments.jobs(verb)
    arguments.scheduler(verb)
    verb.add_argument("--json", action="store_true", help="print the verdict as one JSON object")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> int:
    """Prints the verdict; exit code 1 when the run is damaged or comes out otherwise."""
    from sim.api import verify

    folder, how = Path(args.folder), {"worlds": args.worlds, "jobs": args.jobs, "scheduler": args.scheduler}
    agents = _agents(folder, args.code)
    with progress(f"verify {folder.name}", quiet=args.quiet) as update:
        verdict = verify(folder, agents=agents, progress=update, **how)
    first, *rest = str(verdict).splitlines()
    text = "\n".join([first, *map(_wrapped, rest)])
    if args.json:
        put_json(verdict.as_dict())
    else:
        put(text)
    return 0 if verdict.ok else 1


def _agents(folder: Path, code: list[str]) -> dict[str, type]:
    """The run's classes from the files that the user names; verifying then holds them to the manifest's hashes."""
    from sim.runs.disk.store import manifest_of

    if not code:
        return {}
    modules = [_module(Path(file)) for file in code]
    found = {}
    for entry in manifest_of(folder).get("agents") or ():
        name = str(entry["class"])
        kind = next(filter(None, (_class(module, name) for module in modules)), None)
        if kind is None:
            raise BadInput(f"{plain(name)}, which the run used for {plain(entry['path'])}, is not in {', '.join(code)}")
        found[str(entry["path"])] = kind
    return found


def _module(file: Path) -> ModuleType:
    """Runs a file of the user's as the module of its name, so that its classes can be named."""
    if not file.is_file() or file.suffix != ".py" or not file.stem.isidentifier():
        raise BadInput(f"--code {file}: not a Python file that can be imported; write --code my_agents.py")
    folder = str(file.resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        found = import_module(file.stem)
    except Exception as error:
        raise BadInput(f"--code {file}: it cannot be run ({type(error).__name__}: {error})") from error
    if not file.samefile(str(found.__file__)):
        raise BadInput(f"--code {file}: another module is called {file.stem}; give the file another name")
    return found


def _class(module: ModuleType, name: str) -> type | None:
    """A class by the end of its dotted name; its module may have had a package, or have been the script itself."""
    parts = name.split(".")
    for start in range(1, len(parts)):
        try:
            found = attrgetter(".".join(parts[start:]))(module)
        except AttributeError:
            continue
        if isinstance(found, type) and found.__module__ == module.__name__:  # never what the file itself imports
            return found
    return None


def _wrapped(line: str) -> str:
    inner = line[: len(line) - len(line.lstrip())] + "  "
    return filled(line, columns(), inner)
