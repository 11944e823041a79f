"""System packages: installed by apt only when the programs are missing."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .steps import SetupError, run_logged, say

MIN_PYTHON = (3, 11)
MIN_POSTGRES = 13


def postgres_bin() -> Path | None:
    """Folder of the newest PostgreSQL server programs on this machine, or None."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    folders = [path.parent for path in found if (path.parent / "postgres").exists()]
    versions = {
        int(path.parent.name): path for path in folders if path.parent.name.isdigit()
    }
    if versions and max(versions) >= MIN_POSTGRES:
        return versions[max(versions)]
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def chromium() -> str | None:
    """The Chromium (or Chrome) program: ``CHROMIUM``, else the first on the path."""
    asked = os.environ.get("CHROMIUM")
    if asked:
        found = shutil.which(asked)
        if not found:
            raise SetupError(
                f"CHROMIUM names '{asked}', which is not a program that can be run."
            )
        return found
    for name in (
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ):
        if found := shutil.which(name):
            return found
    return None


def _fonts(part: str) -> bool:
    return any(Path("/usr/share/fonts").rglob(part))


@dataclass(frozen=True)
class Need:
    """One thing the machine must offer, and the Debian packages that bring it."""

    what: str
    packages: tuple[str, ...]
    present: Callable[[], bool]


NEEDS = (
    Need("PostgreSQL server", ("postgresql",), lambda: postgres_bin() is not None),
    Need(
        "Python venv",
        ("python3-venv",),
        lambda: bool(importlib.util.find_spec("ensurepip")),
    ),
    Need(
        "node and npm",
        ("nodejs", "npm"),
        lambda: bool(shutil.which("node") and shutil.which("npm")),
    ),
    Need("Chromium", ("chromium",), lambda: chromium() is not None),
    Need("wkhtmltopdf", ("wkhtmltopdf",), lambda: bool(shutil.which("wkhtmltopdf"))),
    Need(
        "poppler (pdftotext)",
        ("poppler-utils",),
        lambda: bool(shutil.which("pdftotext")),
    ),
    Need(
        "a serif with the metrics of Times New Roman",
        ("fonts-croscore",),
        lambda: _fonts("Tinos-Regular.ttf"),
    ),
    Need("Noto fonts", ("fonts-noto-core",), lambda: _fonts("NotoSerif-Regular.ttf")),
)


def as_root() -> list[str] | None:
    """Words to put before a command that needs root, or None when there is no way."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        quiet = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if quiet.returncode == 0 or sys.stdin.isatty():
            return ["sudo"]
    return None


def ensure_packages() -> None:
    """Install what is missing; raise ``SetupError`` when that is not possible."""
    if sys.version_info < MIN_PYTHON:
        raise SetupError(
            "Python 3.11 or newer is needed; 'python3' is " + sys.version.split()[0]
        )
    missing = [need for need in NEEDS if not need.present()]
    if not missing:
        return
    packages = [package for need in missing for package in need.packages]
    named = ", ".join(need.what for need in missing)
    prefix = as_root()
    if prefix is None or not shutil.which("apt-get"):
        raise SetupError(
            f"This machine lacks: {named}.\nNeither root nor sudo with apt-get is at hand to "
            f"install it. Please have installed (Debian names): {' '.join(packages)}"
        )
    say(f"[setup] Missing on this machine: {named}")
    _install(prefix, packages)
    still = [need.what for need in missing if not need.present()]
    if still:
        raise SetupError(
            f"apt-get installed {' '.join(packages)}, yet still missing: {', '.join(still)}."
        )


def _install(prefix: list[str], packages: list[str]) -> None:
    env = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    run_logged(
        [*env, "apt-get", "update"], "apt", "refresh the list of system packages"
    )
    say(f"[setup]   apt-get install {' '.join(packages)}")
    run_logged(
        [*env, "apt-get", "install", "-y", "--no-install-recommends", *packages],
        "apt",
        "install system packages with apt-get",
        append=True,
    )
