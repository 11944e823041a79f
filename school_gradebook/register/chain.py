"""The register's hash chain: canonical text of a journal entry and its SHA-256.

Plain Python, so that an archive can be checked without Odoo. A chain starts from
``GENESIS``; every entry's hash covers the hash before it, so that no entry can be
changed, dropped or moved without breaking all that follow.
"""

import hashlib
import json
from typing import NamedTuple

VERSION = 1
VERSION_BEHALF = 2  # entries that a deputy made name one thing more
GENESIS = "0" * 64

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class ChainEntry(NamedTuple):
    """What an entry's hash covers, in the order in which it is written down."""

    chain: int  # which chain (a gradebook, a class)
    sequence: int  # 1, 2, 3 ... without gaps
    at: str  # "YYYY-MM-DD HH:MM:SS", UTC
    author_id: int  # the account
    author: str  # the account's name at that moment
    source: str  # grid, import, move_in, correction, consequence, api, form, system
    reference: str  # the request that allowed it, "" if none
    model: str  # the entry's model
    record: int  # the entry's record
    slot: str  # which value of the record
    cell: str  # whose and which: "line:column:student:tx1", "line:student"
    old: str  # canonical text before
    new: str  # canonical text after
    behalf: str = ""  # the teacher for whom a deputy entered, "" if nobody


def canonical(entry: ChainEntry) -> bytes:
    """The bytes that are hashed: a JSON array with the format's version first."""
    if entry.behalf:
        return _ENCODER.encode((VERSION_BEHALF, *entry)).encode()
    return _ENCODER.encode((VERSION, *entry[:-1])).encode()


def digest(previous: str, entry: ChainEntry) -> str:
    """Hash of ``entry`` after the entry whose hash is ``previous`` (hex, 64 digits)."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(entry)).hexdigest()


def link(previous: str, entries: list[ChainEntry]) -> list[str]:
    """Hashes of consecutive ``entries``, the first one following ``previous``."""
    hashes = []
    for entry in entries:
        previous = digest(previous, entry)
        hashes.append(previous)
    return hashes
