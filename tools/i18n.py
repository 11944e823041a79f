#!/usr/bin/env python3
"""Bring the translations of our addons up to date with their sources; ``make i18n``.

Installs the addons in a throwaway database, exports each addon's terms to
``i18n/<addon>.pot`` and merges them into its ``i18n/vi.po``: translations of terms that
stay are kept, terms that are gone are taken out and shown beside the new term that is
most like them, and what still waits for a translation is listed (exit status 1).
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from devkit import database, environment, layout, odoo
from devkit.steps import SetupError, fail, run_logged, say

SCRIPT = Path(__file__).resolve()
LANGUAGE = "vi"
METADATA = {
    "Project-Id-Version": "Odoo Server 19.0",
    "Report-Msgid-Bugs-To": "",
    "Last-Translator": "",
    "Language-Team": "",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


def export(addon: str, name: str, target: Path) -> None:
    """Write the terms of an addon installed in database ``name`` to ``target``."""
    words = [addon, "-d", name, "-l", "pot", "-o", str(target)]
    run_logged(
        odoo.command(words, subcommand="i18n export"),
        "i18n",
        f"export the terms of {addon}",
        env=odoo.environment(),
    )


def terms(catalogue: Any) -> list[Any]:
    """What decides whether two catalogues say the same; their dates do not."""
    return [
        (each.msgid, each.msgstr, each.comment, each.occurrences) for each in catalogue
    ]


def save(catalogue: Any, path: Path) -> bool:
    """Write a catalogue unless only its date would change; whether it was written."""
    import polib

    if path.is_file() and terms(polib.pofile(str(path))) == terms(catalogue):
        return False
    path.parent.mkdir(exist_ok=True)
    catalogue.save(str(path))
    return True


def merge(template: Any, path: Path) -> tuple[Any, list[Any]]:
    """The catalogue at ``path`` with exactly the terms of ``template``.

    :return: the merged catalogue, the translated entries that found no place in it
    """
    import polib

    old = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    known = {entry.msgid: entry for entry in old if not entry.obsolete}
    merged = polib.POFile()
    merged.header = template.header
    merged.metadata = METADATA | {
        name: template.metadata[name]
        for name in ("POT-Creation-Date", "PO-Revision-Date")
    }
    for entry in template:
        before = known.pop(entry.msgid, None)
        merged.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgstr=before.msgstr if before else "",
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=before.flags if before else [],
            )
        )
    return merged, [entry for entry in known.values() if entry.msgstr]


def waiting(catalogue: Any) -> list[Any]:
    """Entries that nobody translated, or whose translation is marked as doubtful."""
    return [each for each in catalogue if not each.msgstr or "fuzzy" in each.flags]


def report(path: Path, entries: list[Any], gone: list[Any]) -> None:
    """Show what waits, each with the translation of a vanished term like it."""
    lost = {entry.msgid: entry.msgstr for entry in gone}
    for entry in entries:
        say(f"{path}: no translation of {entry.msgid!r}")
        for like in difflib.get_close_matches(entry.msgid, lost, n=1):
            say(f"    was {like!r}\n        {lost[like]!r}")
    for entry in gone:
        say(f"{path}: no longer used: {entry.msgid!r} = {entry.msgstr!r}")


def update(addon: str, name: str) -> int:
    """Renew the catalogues of one addon; returns how many terms wait."""
    import polib

    folder = layout.ROOT / addon / "i18n"
    with tempfile.TemporaryDirectory() as scratch:
        exported = Path(scratch) / f"{addon}.pot"
        export(addon, name, exported)
        template = polib.pofile(str(exported))
    path = folder / f"{LANGUAGE}.po"
    merged, gone = merge(template, path)
    changed = [save(template, folder / f"{addon}.pot"), save(merged, path)]
    left = waiting(merged)
    report(path.relative_to(layout.ROOT), left, gone)
    state = "updated" if any(changed) else "up to date"
    say(f"{addon}: {len(merged)} terms, {len(left)} to translate; {state}.")
    return len(left)


def main(arguments: list[str]) -> int:
    """Bring every addon of the tree up to date; the exit status is 1 if terms wait."""
    parser = argparse.ArgumentParser(prog="tools/i18n.py", description=__doc__)
    parser.add_argument(
        "--database", help="use this one, with the addons installed and up to date"
    )
    options = parser.parse_args(arguments)
    tree = environment.ready()
    if Path(sys.executable) != layout.PYTHON:  # polib is there, not in the system
        os.execv(layout.PYTHON, [str(layout.PYTHON), str(SCRIPT), *arguments])
    name = options.database or database.own_test_name()
    if not options.database:
        database.create(tree, name)
    try:
        left = sum([update(addon, name) for addon in layout.own_addons()])
    finally:
        if not options.database:
            database.drop(name)
    return 1 if left else 0


if __name__ == "__main__":
    os.chdir(layout.ROOT)
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        sys.exit(fail(error))
    except KeyboardInterrupt:
        sys.exit(130)
