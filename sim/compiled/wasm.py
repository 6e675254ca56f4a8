"""WebAssembly's binary format, as far as the compiler needs it, and a structured assembler.

Names of instructions are those of the WebAssembly Core Specification, release 2.0; the numbers are its section 5.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

#: Types of numbers on the machine's stack.
Type = Literal["i32", "i64", "f32", "f64"]

_TYPES = {"i32": 0x7F, "i64": 0x7E, "f32": 0x7D, "f64": 0x7C}
_CONST = {"i32": 0x41, "i64": 0x42, "f32": 0x43, "f64": 0x44}

#: Opcodes of loads and stores with the logarithm of their natural alignment.
_MEMORY = {
    "i32.load": (0x28, 2),
    "i64.load": (0x29, 3),
    "f32.load": (0x2A, 2),
    "f64.load": (0x2B, 3),
    "i32.store": (0x36, 2),
    "i64.store": (0x37, 3),
    "f32.store": (0x38, 2),
    "f64.store": (0x39, 3),
}

_INTEGERS = "add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr"
_FLOATS = "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign"
_COMPARED = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u", "eq ne lt gt le ge"


def _numbered(kind: str, names: str, first: int) -> dict[str, bytes]:
    return {f"{kind}.{name}": bytes([first + place]) for place, name in enumerate(names.split())}


#: Instructions without an immediate.
PLAIN: dict[str, bytes] = {
    "unreachable": b"\x00",
    "return": b"\x0f",
    "drop": b"\x1a",
    "select": b"\x1b",
    "i32.eqz": b"\x45",
    "i64.eqz": b"\x50",
    **_numbered("i32", _COMPARED[0], 0x46),
    **_numbered("i64", _COMPARED[0], 0x51),
    **_numbered("f32", _COMPARED[1], 0x5B),
    **_numbered("f64", _COMPARED[1], 0x61),
    **_numbered("i32", _INTEGERS, 0x6A),
    **_numbered("i64", _INTEGERS, 0x7C),
    **_numbered("f32", _FLOATS, 0x8B),
    **_numbered("f64", _FLOATS, 0x99),
    "i32.wrap_i64": b"\xa7",
    "i64.extend_i32_s": b"\xac",
    "i64.extend_i32_u": b"\xad",
    "f32.convert_i32_s": b"\xb2",
    "f32.convert_i64_u": b"\xb5",
    "f32.demote_f64": b"\xb6",
    "f64.convert_i32_s": b"\xb7",
    "f64.convert_i64_s": b"\xb9",
    "f64.promote_f32": b"\xbb",
    "i32.reinterpret_f32": b"\xbc",
    "i64.reinterpret_f64": b"\xbd",
    "f32.reinterpret_i32": b"\xbe",
    "f64.reinterpret_i64": b"\xbf",
    "i32.trunc_sat_f32_s": b"\xfc\x00",
    "i32.trunc_sat_f64_s": b"\xfc\x02",
}


def unsigned(number: int) -> bytes:
    """A whole number in LEB128."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def signed(number: int) -> bytes:
    """A whole number with its sign in LEB128."""
    found = bytearray()
    while not -0x40 <= number < 0x40:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number & 0x7F)
    return bytes(found)


def _vector(items: Sequence[bytes]) -> bytes:
    return unsigned(len(items)) + b"".join(items)


def _sized(content: bytes) -> bytes:
    return unsigned(len(content)) + content


def _name(text: str) -> bytes:
    return _sized(text.encode())


def literal(kind: Type, number: float) -> bytes:
    """The instruction that puts a constant on the stack; whole numbers wrap around."""
    if kind == "f32":
        return bytes([_CONST[kind]]) + struct.pack("<f", number)
    if kind == "f64":
        return bytes([_CONST[kind]]) + struct.pack("<d", number)
    half = 1 << (31 if kind == "i32" else 63)
    return bytes([_CONST[kind]]) + signed((int(number) + half) % (2 * half) - half)


_COMPARISONS = {f"{kind}.{name}" for kind in ("i32", "i64") for name in ("eqz", *_COMPARED[0].split())}
_COMPARISONS |= {f"{kind}.{name}" for kind in ("f32", "f64") for name in _COMPARED[1].split()}


@dataclass(frozen=True)
class Term:
    """Instructions that put one number on the stack, and its type. Plain numbers beside a term take its type."""

    type: Type
    code: bytes

    def op(self, name: str, *others: Term | float) -> Term:
        """An instruction of the term's type, by its name without that type, on this and other terms."""
        return plain(f"{self.type}.{name}", self, *(self.like(one) for one in others))

    def like(self, other: Term | float) -> Term:
        """A plain number as a constant of this term's type; a term as it is."""
        return other if isinstance(other, Term) else constant(self.type, other)

    def load(self, kind: Type, offset: int = 0) -> Term:
        """What lies in memory so many bytes beyond this address."""
        code, align = _MEMORY[f"{kind}.load"]
        return Term(kind, self.code + bytes([code, align]) + unsigned(offset))

    def __add__(self, other: Term | float) -> Term:
        return self.op("add", other)

    def __sub__(self, other: Term | float) -> Term:
        return self.op("sub", other)

    def __mul__(self, other: Term | float) -> Term:
        return self.op("mul", other)

    def __truediv__(self, other: Term | float) -> Term:
        return self.op("div", other)

    def __and__(self, other: Term | float) -> Term:
        return self.op("and", other)

    def __xor__(self, other: Term | float) -> Term:
        return self.op("xor", other)

    def __lshift__(self, bits: int) -> Term:
        return self.op("shl", bits)

    def __rshift__(self, bits: int) -> Term:
        """Shifts in copies of the sign."""
        return self.op("shr_s", bits)

    def __lt__(self, other: Term | float) -> Term:
        return self.op("lt" if self.type[0] == "f" else "lt_s", other)

    def __gt__(self, other: Term | float) -> Term:
        return self.op("gt" if self.type[0] == "f" else "gt_s", other)


class Constant(Term):
    """A plain number as a term."""


def constant(kind: Type, number: float) -> Constant:
    """A plain number as a term."""
    return Constant(kind, literal(kind, number))


def plain(name: str, *arguments: Term) -> Term:
    """An instruction without immediates, by its full name; its arguments' types are the caller's business."""
    result = "i32" if name in _COMPARISONS else name[:3]
    return Term(result, b"".join(one.code for one in arguments) + PLAIN[name])  # type: ignore[arg-type]


def select(condition: Term, yes: Term | float, no: Term | float) -> Term:
    """One of two terms, both of which are computed."""
    one = yes if isinstance(yes, Term) else no
    assert isinstance(one, Term)
    yes, no = one.like(yes), one.like(no)
    return Term(one.type, yes.code + no.code + condition.code + PLAIN["select"])


class Local(Term):
    """A local variable of a function; as a term, what it holds."""

    def __init__(self, kind: Type, place: int):
        super().__init__(kind, b"\x20" + unsigned(place))

    def be(self, term: Term) -> Term:
        """A term that the variable is set to on the way."""
        return Term(self.type, term.code + b"\x22" + self.code[1:])


class Global(Term):
    """A variable of a module; as a term, what it holds."""

    def __init__(self, kind: Type, place: int):
        super().__init__(kind, b"\x23" + unsigned(place))


@dataclass(frozen=True)
class Label:
    """What a branch goes to: a block's end, or a loop's start."""

    depth: int


class Function:
    """A function under construction.

    Attributes:
        parameters: its arguments as local variables.
        results: types; one at most.
    """

    def __init__(self, place: int, parameters: Sequence[Type], results: Sequence[Type]):
        self._place, self._declared, self._body, self._depth = place, list[Type](), bytearray(), 0
        self.parameters = [Local(kind, place) for place, kind in enumerate(parameters)]
        self.results = tuple(results)

    @property
    def type(self) -> tuple[tuple[Type, ...], tuple[Type, ...]]:
        """Types of parameters and results."""
        return tuple(one.type for one in self.parameters), self.results

    def local(self, kind: Type) -> Local:
        """A new local variable, 0 at first."""
        self._declared.append(kind)
        return Local(kind, len(self.parameters) + len(self._declared) - 1)

    def let(self, term: Term) -> Local:
        """A new local variable that holds a term's number."""
        made = self.local(term.type)
        self.set(made, term)
        return made

    def set(self, variable: Local | Global, term: Term) -> None:
        """Sets a variable."""
        self._body += term.code + bytes([variable.code[0] + 1]) + variable.code[1:]

    def store(self, address: Term, term: Term, offset: int = 0) -> None:
        """Writes a term's number so many bytes beyond an address."""
        code, align = _MEMORY[f"{term.type}.store"]
        self._body += address.code + term.code + bytes([code, align]) + unsigned(offset)

    def copy(self, to: Term, source: Term, size: Term) -> None:
        """Copies some bytes of memory."""
        self._body += to.code + source.code + size.code + b"\xfc\x0a\x00\x00"

    def fill(self, to: Term, byte: Term, size: Term) -> None:
        """Fills some bytes of memory with one."""
        self._body += to.code + byte.code + size.code + b"\xfc\x0b\x00"

    def give(self, term: Term) -> None:
        """Leaves a term on the stack, as the function's result."""
        self._body += term.code

    def __call__(self, *arguments: Term) -> Term:
        """A call, as the term of its result."""
        (result,) = self.results
        return Term(result, self._call(arguments))

    def run(self, function: Function, *arguments: Term) -> None:
        """Calls a function that has no result."""
        self._body += function._call(arguments)

    def _call(self, arguments: Sequence[Term]) -> bytes:
        assert [one.type for one in arguments] == [one.type for one in self.parameters]
        return b"".join(one.code for one in arguments) + b"\x10" + unsigned(self._place)

    def leave(self) -> None:
        """Returns to the caller."""
        self._body += PLAIN["return"]

    @contextmanager
    def block(self) -> Iterator[Label]:
        """Instructions that a branch to the label leaves."""
        with self._nested(0x02) as label:
            yield label

    @contextmanager
    def loop(self) -> Iterator[Label]:
        """Instructions that a branch to the label starts again."""
        with self._nested(0x03) as label:
            yield label

    @contextmanager
    def when(self, condition: Term) -> Iterator[Label]:
        """Instructions that run where a truth value is not 0."""
        self._body += condition.code
        with self._nested(0x04) as label:
            yield label

    @contextmanager
    def _nested(self, code: int) -> Iterator[Label]:
        self._body += bytes([code, 0x40])
        self._depth += 1
        yield Label(self._depth)
        self._depth -= 1
        self._body += b"\x0b"

    def branch(self, label: Label) -> None:
        """Goes to a label that is open."""
        self._body += b"\x0c" + unsigned(self._depth - label.depth)

    def branch_when(self, condition: Term, label: Label) -> None:
        """Goes to a label that is open where a truth value is not 0."""
        self._body += condition.code + b"\x0d" + unsigned(self._depth - label.depth)

    def encoded(self) -> bytes:
        """The function as the module's code section has it."""
        runs = [(kind, len(list(some))) for kind, some in groupby(self._declared)]
        declared = _vector([unsigned(count) + bytes([_TYPES[kind]]) for kind, count in runs])
        return _sized(declared + self._body + b"\x0b")


class Builder:
    """A module under construction, with one imported memory."""

    def __init__(self) -> None:
        self._functions: list[Function] = []
        self._exports: list[tuple[str, Function]] = []
        self._globals: list[bytes] = []
        self._data: list[tuple[int, bytes]] = []

    def function(self, parameters: Sequence[Type], results: Sequence[Type] = (), export: str = "") -> Function:
        """A new function, to be filled."""
        made = Function(len(self._functions), parameters, results)
        self._functions.append(made)
        if export:
            self._exports.append((export, made))
        return made

    def variable(self, kind: Type) -> Global:
        """A new variable of the module, 0 at first."""
        self._globals.append(bytes([_TYPES[kind], 1]) + literal(kind, 0) + b"\x0b")
        return Global(kind, len(self._globals) - 1)

    def data(self, address: int, content: bytes) -> None:
        """Bytes that stand in memory from the start."""
        self._data.append((address, content))

    def module(self) -> bytes:
        """The module in binary format; it asks for a memory that holds its data."""
        types = list(dict.fromkeys(one.type for one in self._functions))
        pages = -(-max((address + len(content) for address, content in self._data), default=1) // 65536)
        sections = {
            1: [b"\x60" + b"".join(_vector([bytes([_TYPES[kind]]) for kind in side]) for side in one) for one in types],
            2: [_name("env") + _name("memory") + b"\x02\x00" + unsigned(pages)],
            3: [unsigned(types.index(one.type)) for one in self._functions],
            6: self._globals,
            7: [_name(name) + b"\x00" + unsigned(one._place) for name, one in self._exports],
            10: [one.encoded() for one in self._functions],
            11: [b"\x00" + literal("i32", address) + b"\x0b" + _sized(content) for address, content in self._data],
        }
        filled = (bytes([number]) + _sized(_vector(items)) for number, items in sections.items() if items)
        return b"\0asm\x01\0\0\0" + b"".join(filled)
