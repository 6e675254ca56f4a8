"""Classes of the user's own that a command names: ``iran=my_agents.py:Restrained``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from sim.cli.console import BadInput


@dataclass(frozen=True)
class Named:
    """One class in an actor's place.

    Attributes:
        actor: as ``agents`` of :func:`sim.run` has it.
        file: where the class stands.
        name: what it is called there.
    """

    actor: str
    file: Path
    name: str

    @classmethod
    def read(cls, text: str) -> Named:
        """From the command line.

        Raises:
            BadInput: when it names no actor, no Python file or no class.
        """
        actor, _, rest = text.partition("=")
        file, _, name = rest.rpartition(":")
        if not actor or not name.isidentifier() or Path(file).suffix != ".py" or not Path(file).stem.isidentifier():
            raise BadInput(f"--agent {text}: names no class; write --agent ACTOR=FILE.py:CLASS")
        return cls(actor, Path(file), name)

    def load(self) -> type:
        """The class as its file has it now: the file is run anew.

        Raises:
            BadInput: when the file cannot be read or run, or has no such class.
        """
        found = vars(self._run()).get(self.name)
        if not isinstance(found, type):
            raise BadInput(f"--agent: there is no class {self.name} in {self.file}")
        return found

    def _run(self) -> ModuleType:
        module = ModuleType(self.file.stem)
        module.__file__ = str(self.file)
        # Found by its name, its source can be read, and its classes can be told from those that it imports.
        before = sys.modules.get(self.file.stem)
        if before is not None and getattr(before, "__file__", None) != module.__file__:
            raise BadInput(f"--agent: another module is called {self.file.stem}; give {self.file} another name")
        sys.modules[self.file.stem] = module
        try:
            exec(compile(self.file.read_text(encoding="utf-8"), self.file, "exec"), vars(module))
        except Exception as error:
            raise BadInput(f"--agent: {self.file} cannot be run ({type(error).__name__}: {error})") from error
        return module
