"""WebAssembly's binary format, as far as the compiler needs it, and a structured assembler.

Names of instructions are those of the WebAssembly Core Specification, release 2.0; the numbers are its section 5.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
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
    "memory.copy": b"\xfc\x0a\x00\x00",
    "memory.fill": b"\xfc\x0b\x00",
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


@dataclass(frozen=True)
class Local:
    """A local variable of a function."""

    place: int
    type: Type


@dataclass(frozen=True)
class Global:
    """A variable of a module."""

    place: int


@dataclass(frozen=True)
class Label:
    """What a branch leaves: a block's end, or a loop's start."""

    depth: int


@dataclass
class Function:
    """A function under construction; methods append instructions and return the function, so that they chain.

    Attributes:
        place: its index in the module.
        parameters, results: types.
        body: instructions so far.
    """

    place: int
    parameters: tuple[Type, ...]
    results: tuple[Type, ...]
    body: bytearray = field(default_factory=bytearray)
    _declared: list[Type] = field(default_factory=list)
    _depth: int = 0

    def arguments(self) -> list[Local]:
        """The parameters as local variables."""
        return [Local(place, kind) for place, kind in enumerate(self.parameters)]

    def local(self, kind: Type) -> Local:
        """A new local variable, 0 at first."""
        self._declared.append(kind)
        return Local(len(self.parameters) + len(self._declared) - 1, kind)

    def op(self, *names: str) -> Function:
        """Instructions without immediates."""
        for name in names:
            self.body += PLAIN[name]
        return self

    def const(self, kind: Type, number: float) -> Function:
        """Puts a constant on the stack."""
        self.body += literal(kind, number)
        return self

    def get(self, *locals: Local) -> Function:
        """Puts local variables on the stack."""
        for one in locals:
            self.body += b"\x20" + unsigned(one.place)
        return self

    def set(self, local: Local) -> Function:
        """Takes a local variable from the stack."""
        self.body += b"\x21" + unsigned(local.place)
        return self

    def tee(self, local: Local) -> Function:
        """Sets a local variable to what stays on the stack."""
        self.body += b"\x22" + unsigned(local.place)
        return self

    def load(self, kind: Type, offset: int = 0) -> Function:
        """Replaces an address by what lies so many bytes beyond it."""
        return self._memory(f"{kind}.load", offset)

    def store(self, kind: Type, offset: int = 0) -> Function:
        """Takes a number and an address below it from the stack, and writes it so many bytes beyond."""
        return self._memory(f"{kind}.store", offset)

    def _memory(self, name: str, offset: int) -> Function:
        code, align = _MEMORY[name]
        self.body += bytes([code, align]) + unsigned(offset)
        return self

    def call(self, function: Function) -> Function:
        """Calls a function of the module."""
        self.body += b"\x10" + unsigned(function.place)
        return self

    def read(self, variable: Global) -> Function:
        """Puts a variable of the module on the stack."""
        self.body += b"\x23" + unsigned(variable.place)
        return self

    def write(self, variable: Global) -> Function:
        """Takes a variable of the module from the stack."""
        self.body += b"\x24" + unsigned(variable.place)
        return self

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
    def when(self) -> Iterator[Label]:
        """Instructions that run where the truth value on the stack is not 0."""
        with self._nested(0x04) as label:
            yield label

    @contextmanager
    def _nested(self, code: int) -> Iterator[Label]:
        self.body += bytes([code, 0x40])
        self._depth += 1
        yield Label(self._depth)
        self._depth -= 1
        self.body += b"\x0b"

    def branch(self, label: Label) -> Function:
        """Goes to a label that is open."""
        self.body += b"\x0c" + unsigned(self._depth - label.depth)
        return self

    def branch_when(self, label: Label) -> Function:
        """Goes to a label that is open where the truth value on the stack is not 0."""
        self.body += b"\x0d" + unsigned(self._depth - label.depth)
        return self

    def branch_table(self, labels: Sequence[Label]) -> Function:
        """Goes to the label whose place is on the stack, or to the last."""
        *cases, rest = (unsigned(self._depth - label.depth) for label in labels)
        self.body += b"\x0e" + _vector(cases) + rest
        return self

    def code(self) -> bytes:
        """The function as the module's code section has it."""
        runs = [(kind, len(list(some))) for kind, some in groupby(self._declared)]
        locals_ = _vector([unsigned(count) + bytes([_TYPES[kind]]) for kind, count in runs])
        return _sized(locals_ + bytes(self.body) + b"\x0b")


class Builder:
    """A module under construction, with one imported memory."""

    def __init__(self) -> None:
        self._functions: list[Function] = []
        self._exports: list[tuple[str, Function]] = []
        self._globals: list[bytes] = []
        self._data: list[tuple[int, bytes]] = []

    def function(self, parameters: Sequence[Type], results: Sequence[Type] = (), export: str = "") -> Function:
        """A new function, to be filled."""
        made = Function(len(self._functions), tuple(parameters), tuple(results))
        self._functions.append(made)
        if export:
            self._exports.append((export, made))
        return made

    def variable(self, kind: Type) -> Global:
        """A new variable of the module, 0 at first."""
        self._globals.append(bytes([_TYPES[kind], 1]) + literal(kind, 0) + b"\x0b")
        return Global(len(self._globals) - 1)

    def data(self, address: int, content: bytes) -> None:
        """Bytes that stand in memory from the start."""
        self._data.append((address, content))

    def module(self) -> bytes:
        """The module in binary format; it asks for a memory that holds its data."""
        types = list(dict.fromkeys((one.parameters, one.results) for one in self._functions))
        pages = -(-max((address + len(content) for address, content in self._data), default=1) // 65536)
        sections = {
            1: [b"\x60" + b"".join(_vector([bytes([_TYPES[kind]]) for kind in side]) for side in one) for one in types],
            2: [_name("env") + _name("memory") + b"\x02\x00" + unsigned(pages)],
            3: [unsigned(types.index((one.parameters, one.results))) for one in self._functions],
            6: self._globals,
            7: [_name(name) + b"\x00" + unsigned(one.place) for name, one in self._exports],
            10: [one.code() for one in self._functions],
            11: [b"\x00" + literal("i32", address) + b"\x0b" + _sized(content) for address, content in self._data],
        }
        filled = (bytes([number]) + _sized(_vector(items)) for number, items in sections.items() if items)
        return b"\0asm\x01\0\0\0" + b"".join(filled)
