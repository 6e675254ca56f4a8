"""What the YAML parser complains of, with the usual cause in the words of someone who made that mistake."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

#: Line and column, counted from 0.
Mark = tuple[int, int]

_SAME_COLUMN = "entries of one map begin in the same column"
_KEY = re.compile(r"(?:- +)*[^\s#'\"{\[][^#]*?:(?=\s|$)")
_ENTRY = re.compile(rf"{_KEY.pattern}\s+[^\s#|>&]")


def syntax_problem(error: yaml.MarkedYAMLError, text: str) -> tuple[str, Mark | None]:
    """What is wrong, with what to do where the cause is known, and where it stands if not where the parser stopped.

    Args:
        error: what the parser says.
        text: the text that it read.
    """
    said = error.problem or error.context or "it ends too early"
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    lines = text.splitlines()
    at = mark.line if mark else 0
    line = lines[at] if at < len(lines) else ""
    what = f"this is not YAML: {said}"
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return f"{what}; indent with spaces, not tabs", None
    if "quoted scalar" in (error.context or "") and opened and ("end of" in said or "document" in said):
        return "this is not YAML: the quote that is opened here is never closed", (opened.line, opened.column)
    if "escape" in said:
        return f"{what}; in double quotes \\ begins an escape, so write the text in single quotes", None
    if "flow" in (error.context or "") and opened and opened.line < len(lines):
        return _in_brackets(what, line, lines[opened.line][opened.column : opened.column + 1], opened, at), None
    hint = _of_the_line(said, lines, at, mark.column if mark else 0)
    return f"{what}; {hint}" if hint else what, None


def _in_brackets(what: str, line: str, bracket: str, opened: yaml.Mark, at: int) -> str:
    where = "" if opened.line == at else f" of line {opened.line + 1}"
    closing = {"{": "}", "[": "]"}.get(bracket, bracket)
    if "end of" in what or "stream end" in what:
        return f"this is not YAML: the {bracket}{where} is never closed with {closing}"
    return f"{what}; a comma is missing, the {bracket}{where} is not closed, or text that holds ': ' lacks its quotes"


def _of_the_line(said: str, lines: Sequence[str], at: int, column: int) -> str:
    """The usual cause of what is wrong outside of brackets, seen from the line and the one above it."""
    line = lines[at] if at < len(lines) else ""
    above = next((one for one in reversed(lines[:at]) if one.strip() and not one.lstrip().startswith("#")), "")
    if "cannot start any token" in said:
        return f"text that begins with {line[column : column + 1]} goes in quotes"
    if "block sequence entries are not allowed" in said:
        return "begin a list on a line of its own"
    if "mapping values are not allowed" in said:
        if _indent(line) > _indent(above) and _ENTRY.match(above.lstrip()) and _KEY.match(line.lstrip()):
            return f"it is indented further than the line above, which has its value already; {_SAME_COLUMN}"
        return "put text that holds ': ' in quotes"
    if "expected ':'" in said:
        return "write key: value, with a blank after the colon"
    if "expected" in said and _indent(line) not in _columns(lines[:at]):
        return f"it is indented like none of the lines above; {_SAME_COLUMN}"
    if "expected" in said and _quoted(line):
        return "a quote within quotes is doubled ('Iran''s choice'), or the text stands in double quotes"
    if "expected" in said and line.lstrip().startswith("- "):
        return f"a list stands where a map goes on; {_SAME_COLUMN}"
    return ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _columns(lines: Sequence[str]) -> set[int]:
    """Columns in which the entries of the lines begin, those within a list's item, too."""
    found = set()
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            rest, column = line.lstrip(" "), _indent(line)
            found.add(column)
            while rest.startswith("- "):
                column, rest = column + len(rest) - len(rest[2:].lstrip(" ")), rest[2:].lstrip(" ")
                found.add(column)
    return found


def _quoted(line: str) -> bool:
    """Whether more stands behind what looks like the end of a quoted text."""
    return bool(re.search(r":\s+(['\"])[^'\"]*\1\s*[^\s#,}\]]", line))
