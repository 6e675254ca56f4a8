"""Names in any script that are safe as a folder's on every system: of scenarios, variants and factors.

Letters, digits and the marks that belong to letters stay as they are, in the composed form (NFC), so that a name is one
name however it was typed. File systems count bytes, keep some names for devices, and may ignore case: :func:`same` says
which names they take for one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

#: Letters, their marks, and decimal digits; with these, _ and - may stand anywhere but first.
_FIRST, _LATER = ("L", "Nd"), ("L", "M", "Nd")

#: Most bytes of a name as UTF-8: of the 255 that file systems take, the rest is for what is put before and after it.
MOST_BYTES = 160

#: Names that Windows keeps for devices, whatever their case.
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]", re.IGNORECASE)

ALLOWED = "allowed: letters and digits of any script, _ and -, such as fair_warning"

#: What a JSON Schema can say of a name: no blank, no control and no punctuation of ASCII but _ and -.
_OTHERS = r"\u0000-\u002c./:-@\[-^`{-\u00a9"
PATTERN = rf"[^_\-{_OTHERS}][^{_OTHERS}]*"


def composed(text: str) -> str:
    """A text in its composed form, in which ``é`` is one character."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_name(text: str, longest: int) -> bool:
    """Whether a text can be a name of at most so many characters."""
    fits = 0 < len(text) <= longest and len(text.encode("utf-8", "replace")) <= MOST_BYTES
    plain = fits and composed(text) == text and not _DEVICES.fullmatch(text)
    return plain and _is(text[0], _FIRST) and all(_may_stand(character) for character in text)


def slug(text: str, longest: int, otherwise: str) -> str:
    """The name nearest to a text; one that had to be cut ends in a few digits of a hash of the whole text.

    Args:
        text: any text, such as a file's name without its ending.
        longest: most characters.
        otherwise: the name where nothing of the text can stand in one.
    """
    kept = "".join(character if _may_stand(character) else " " for character in composed(text))
    name = re.sub(" +", "_", kept).strip("_-")
    while name and not _is(name[0], _FIRST):
        name = name[1:].lstrip("_-")
    if len(name) > longest or len(name.encode()) > MOST_BYTES:
        end = "_" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        cut = name[: longest - len(end)].encode()[: MOST_BYTES - len(end)]
        name = cut.decode("utf-8", "ignore").rstrip("_-") + end
    return f"{name}_" if _DEVICES.fullmatch(name) else name or otherwise


def same(name: str) -> str:
    """What two names have in common that a file system which ignores case takes for one."""
    return composed(unicodedata.normalize("NFD", name).casefold())


def problem(text: str, longest: int) -> str:
    """What is wrong with a text as a name."""
    if _DEVICES.fullmatch(text):
        return f"{text!r} cannot be a name: Windows keeps it for a device"
    shown = text if len(text) <= longest else text[:longest] + "…"
    return f"{shown!r} cannot be a name"


def _may_stand(character: str) -> bool:
    return character in "_-" or _is(character, _LATER)


def _is(character: str, kinds: tuple[str, ...]) -> bool:
    return unicodedata.category(character).startswith(kinds)
