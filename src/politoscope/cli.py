"""The command ``politoscope``: one entrance to everything that is not a web page.

Each command is a module of :mod:`politoscope.commands` with ``configure(parser)`` and
``run(arguments) -> int`` (the exit status). A module is imported only when its command is called, so that
``tally`` and ``plan`` start at once and never load Django.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "serve": "start the site on this machine",
    "demo": "build the demo editions",
    "tally": "count a file of ballots and explain the result",
    "plan": "place sessions into rooms and slots, with a proof and reasons",
    "check": "look whether this installation is ready for the day",
    "backup": "write a consistent copy of the database",
    "restore": "put a backup in place",
    "retention": "remove what has had its time, or say what would go",
    "manage": "run a command of Django's own",
}


def overview() -> str:
    """Return the help text that lists every command."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {summary}" for name, summary in COMMANDS.items()]
    return "usage: politoscope COMMAND [options]\n\n" + "\n".join(lines) + "\n\npolitoscope COMMAND --help says more."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (2: the call itself was wrong)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0 if words else 2
    name, rest = words[0], words[1:]
    if name not in COMMANDS:
        print(f"politoscope: there is no command '{name}'.\n\n{overview()}", file=sys.stderr)
        return 2
    command = importlib.import_module(f"politoscope.commands.{name}")
    parser = argparse.ArgumentParser(prog=f"politoscope {name}", description=COMMANDS[name])
    command.configure(parser)
    try:
        return command.run(parser.parse_args(rest))
    except Exception as error:
        if (sentence := known_trouble(error)) is None:
            raise
        print(f"politoscope {name}: {sentence}", file=sys.stderr)
        return 1


def known_trouble(error: Exception) -> str | None:
    """Return one sentence for what goes wrong around the program; None for a fault of the program itself."""
    if "django" not in sys.modules:
        return None
    from politoscope.trouble import sentence_for

    return sentence_for(error)


if __name__ == "__main__":
    raise SystemExit(main())
