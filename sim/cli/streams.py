"""Standard output and error in whatever encoding they have: what cannot be written there is written readably.

Dashes, arrows, bars and accented letters have a form in ASCII; a letter of another script becomes a question mark, and
in JSON the escape that stands for it, so that programs lose nothing.
"""

from __future__ import annotations

import codecs
import sys

_FORMS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\u2574\u2578", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2190\u21d0", "<-"),
    **dict.fromkeys("\u2192\u21d2", "->"),
    **dict.fromkeys("\u2502\u2503", "|"),
    **dict.fromkeys("\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588\u2589\u258a\u258b\u258c\u25a0\u25cf", "#"),
    **dict.fromkeys("\u2591\u2592\u2593\u25a1\u25cb", "."),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys("\u00b7\u2022", "*"),
    "\u00d7": "x",
    "\u00b1": "+/-",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "!=",
    "\u2248": "~",
    "\u2026": "...",
    "\u00b0": " degrees",
}

#: What a stream does by itself about what it cannot write, and what is better replaced.
_REPLACED = ("strict", "surrogateescape", "backslashreplace")
_AS_TEXT, _AS_JSON = "redline-text", "redline-json"


def fit(*, json: bool = False) -> None:
    """Makes both streams write anything; ``json`` says that what goes to standard output is read by a program."""
    for stream, errors in ((sys.stdout, _AS_JSON if json else _AS_TEXT), (sys.stderr, _AS_TEXT)):
        if hasattr(stream, "reconfigure") and stream.errors in (*_REPLACED, _AS_TEXT, _AS_JSON):
            stream.reconfigure(errors=errors)


def _in_ascii(character: str) -> str:
    """The nearest that ASCII has for a character."""
    import unicodedata  # loaded here: most terminals can write anything

    if character in _FORMS:
        return _FORMS[character]
    if "\ud800" <= character <= "\udfff":  # a byte of a file's name that is no text
        return f"\\x{ord(character) - 0xDC00:02x}" if "\udc80" <= character <= "\udcff" else "?"
    near = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    digit = unicodedata.digit(character, None)
    return near or ("?" if digit is None else str(digit)) * (not unicodedata.combining(character))


def _escaped(character: str) -> str:
    """A character as JSON escapes it."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))


def _text(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_in_ascii, error.object[error.start : error.end])), error.end


def _json(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_escaped, error.object[error.start : error.end])), error.end


codecs.register_error(_AS_TEXT, _text)
codecs.register_error(_AS_JSON, _json)
