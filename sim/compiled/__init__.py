"""Rules compiled: a day of one world is traced from the very rules and emitted as WebAssembly.

A rule is written once, in NumPy over many worlds. Here the same methods are called once more with symbols in the place
of arrays, which gives a straight program for one world (:mod:`sim.compiled.program`); that becomes a module for
`wasmtime` here and for any browser. Who changes a rule need not know this package.
"""
