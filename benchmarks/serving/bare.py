"""Bare limits: what disk and server give without the product's own work."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from pathlib import Path

from serving.line import open_lines

COMMITS = 300
PAGES = 300
CHOICES = json.dumps(list(range(30)))
TABLES = (
    "CREATE TABLE b (id TEXT PRIMARY KEY, k TEXT UNIQUE, c TEXT)",
    "CREATE TABLE m (id TEXT PRIMARY KEY, h TEXT UNIQUE)",
)


def commits_per_second(name: str, database: str, folder: Path) -> float:
    """Return durable commits a second on one connection: one ballot and one marker each, nothing else."""
    return _sqlite(folder / "bare.sqlite3") if name == "SQLite" else _postgres(database)


async def pages_per_second(port: int) -> float:
    """Return how many of the smallest page come back a second, asked on so many connections at once."""
    request = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    lines = await open_lines(port, PAGES)
    began = time.monotonic()
    await asyncio.gather(*(line.ask(request) for line in lines))
    seconds = time.monotonic() - began
    for line in lines:
        line.close()
    return PAGES / seconds


def _sqlite(file: Path) -> float:
    with sqlite3.connect(file, isolation_level=None) as connection:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
            connection.execute(statement)
        began = time.monotonic()
        for number in range(COMMITS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO b VALUES (?, ?, ?)", (str(number), f"k{number}", CHOICES))
            connection.execute("INSERT INTO m VALUES (?, ?)", (str(number), f"h{number}"))
            connection.execute("COMMIT")
        return COMMITS / (time.monotonic() - began)


def _postgres(address: str) -> float:
    import psycopg

    with psycopg.connect(address) as connection:
        for statement in TABLES:
            connection.execute(statement)
        connection.commit()
        began = time.monotonic()
        for number in range(COMMITS):
            connection.execute("INSERT INTO b VALUES (%s, %s, %s)", (str(number), f"k{number}", CHOICES))
            connection.execute("INSERT INTO m VALUES (%s, %s)", (str(number), f"h{number}"))
            connection.commit()
        return COMMITS / (time.monotonic() - began)
