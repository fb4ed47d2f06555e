"""``politoscope manage``: Django's own commands, for operators and developers."""

from __future__ import annotations

import argparse
import os


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, help="the command and its options, such as: migrate")


def run(arguments: argparse.Namespace) -> int:
    """Run a Django management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "politoscope.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["politoscope manage", *arguments.words])
    return 0
