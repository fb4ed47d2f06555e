"""``politoscope check``: is this installation ready for the day?"""

from __future__ import annotations

import argparse
import os


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--strict", action="store_true", help="warnings count as problems")


def run(arguments: argparse.Namespace) -> int:
    """Look at everything and print it; 1 when something has to be done first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "politoscope.settings")
    import django

    django.setup()
    from politoscope.preflight import Level, look_everywhere

    bad = {Level.PROBLEM, Level.WARNING} if arguments.strict else {Level.PROBLEM}
    is_ready = True
    for finding in look_everywhere():
        print(f"{finding.level.upper():<8} {finding.sentence}")
        is_ready = is_ready and finding.level not in bad
    print("Ready." if is_ready else "Not ready yet.")
    return 0 if is_ready else 1
