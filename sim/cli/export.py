"""``redline export``: the numbers of a saved run or back-test for other programs; nothing is simulated."""

from __future__ import annotations

import argparse
from pathlib import Path

from sim.cli import arguments
from sim.cli.console import BadInput, put, steps

#: Formats of a run, and of a back-test; said here, since to ask the analyses would load them for --help.
OF_RUNS, OF_BACKTESTS = ("csv", "parquet", "xlsx", "netcdf"), ("hubverse", "views")
#: What is put after a run's name where -o says nothing.
_BESIDE = {
    "csv": ".tables",
    "parquet": ".tables",
    "xlsx": ".xlsx",
    "netcdf": ".nc",
    "hubverse": ".hub",
    "views": ".views",
}

EPILOG = """\
csv       a file for each table, numbers as numbers, dates as 2019-06-20, every row;
          lines that begin with # say where they come from
parquet   the same tables; provenance under the key redline of the metadata
xlsx      a sheet for each table, provenance first; by far the slowest for large runs:
          --table leaves out what is not needed; pip install 'redline[excel]'
netcdf    arrays over cell, outcome, world, measure and day, for xarray and R
hubverse  of a back-test: model output, metadata and target data of a hub
views     of a back-test: draws in the columns of the VIEWS challenge
Tables: shares, ranges, differences, range_differences, cells, worlds, daily, events,
examples, months, assumptions, points, twins, boundary; all that have a row, unless
--table names some. What is there is left alone unless --replace is given.
examples: redline export reports/maximum_pressure
          redline export reports/maximum_pressure -o shares.csv
          redline export reports/maximum_pressure --table worlds -o worlds.parquet
          redline export reports/maximum_pressure.backtest --format views
"""


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """What the command takes."""
    verb.epilog = EPILOG
    verb.add_argument("run", metavar="RUN", help="folder of a finished run, or of a back-test")
    what = "default: what the ending of -o says, else csv; hubverse for a back-test"
    verb.add_argument("--format", choices=(*OF_RUNS, *OF_BACKTESTS), help=what)
    what = "a table that is wanted (default: all; shares where -o is one file); may be repeated"
    verb.add_argument("--table", action="append", default=[], dest="tables", metavar="NAME", help=what)
    what = "file or folder to write; by default beside the run, such as RUN.tables/, RUN.xlsx, RUN.nc"
    verb.add_argument("-o", "--out", metavar="PATH", help=what)
    verb.add_argument("--replace", action="store_true", help="write over files that are there")
    arguments.quiet(verb)


def main(args: argparse.Namespace) -> None:
    """Writes what is asked for; nothing is written where the run cannot be read or something is in the way."""
    from sim.analyses.backtest import exported
    from sim.analyses.exports.tidy import NoTable
    from sim.analyses.exports.write import NoFormat
    from sim.runs.disk.tabular import NoExcel

    make = _backtest if exported.is_backtest(Path(args.run)) else _run
    try:
        written = make(args, Path(args.run), Path(args.out) if args.out else None)
    except FileExistsError as error:
        raise BadInput(str(error)) from None
    except (NoTable, NoFormat, NoExcel) as error:
        raise BadInput(f"{args.run}: {error}") from None
    put(f"Written: {written}")


def _run(args: argparse.Namespace, run: Path, out: Path | None) -> Path:
    from sim.analyses.exports.write import export, format_of
    from sim.api import read

    if args.format in OF_BACKTESTS:
        raise BadInput(f"{run}: {args.format} is a form of forecasts, and this is no back-test; name the folder of one")
    kind = format_of(out, args.format)
    results = read(run)
    results.tables.check()
    where = out or _beside(run, kind)
    with steps(f"{run.name} as {kind}", quiet=args.quiet) as tell:
        return export(results, where, format=kind, names=args.tables, replace=args.replace, tell=tell)


def _backtest(args: argparse.Namespace, run: Path, out: Path | None) -> Path:
    from sim.analyses.backtest import exported

    kind = args.format or "hubverse"
    if kind not in OF_BACKTESTS or args.tables:
        what = f"--format {kind}" if kind not in OF_BACKTESTS else "--table"
        forms = "hubverse and views; its tables are forecasts.csv and skill.csv in it"
        raise BadInput(f"{run}: {what} is of runs, and this is a back-test, which has the forms {forms}")
    return exported.export(exported.read(run), out or _beside(run, kind), kind, replace=args.replace)


def _beside(run: Path, kind: str) -> Path:
    """Beside the run's folder: in it, it would be copied with every new page."""
    run = run.resolve()
    return run.with_name(run.name + _BESIDE[kind])
