"""From HTML to PDF with the programs schools have: Chromium or wkhtmltopdf.

The HTML holds everything itself and lays out every sheet on its own; neither program
may fetch anything or write outside a folder that is gone afterwards.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..register.values import Problem

# wkhtmltopdf lays out on a sheet at least 1.25 times wider than the paper and shrinks
# that to the paper's width, by a factor that depends on the machine's screen
# resolution. Content wider than that sheet is shrunk exactly to the paper instead,
# with the patched Qt and without.
WKHTMLTOPDF_ZOOM: Final = 1.35

_CHROMIUM_SWITCHES: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-breakpad",
    "--disable-extensions",
    "--disable-sync",
    "--disable-pdf-tagging",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)
_WKHTMLTOPDF_SWITCHES: Final = (
    "--quiet",
    "--disable-javascript",
    "--disable-local-file-access",
    "--disable-external-links",
    "--disable-internal-links",
    "--page-size",
    "A4",
    *("--margin-top", "0", "--margin-bottom", "0"),
    *("--margin-left", "0", "--margin-right", "0"),
)
# Odoo limits its workers' address space; Chromium reserves far more than it uses and
# dies of that limit. A shell lifts the soft limit, because running Python between
# fork and exec is not safe in a threaded server.
_UNLIMITED: Final = (
    "/bin/sh",
    "-c",
    'ulimit -S -v "$(ulimit -H -v)"; exec "$@"',
    "sh",
)


def chromium_pdf(program: str, html: str, timeout: float) -> bytes:
    """Print with Chromium: exact to the tenth of a millimetre, about 1.5 s to start.

    :param program: path of Chromium or Chrome.
    :param html: one whole document.
    :param timeout: seconds after which the browser is ended.
    :raises Problem: ``pdf_engine_failed`` or ``pdf_engine_timeout``.
    """
    with tempfile.TemporaryDirectory(prefix="school-print-") as folder:
        home = Path(folder)
        source, target = home / "page.html", home / "page.pdf"
        source.write_text(html, encoding="utf-8")
        command = [
            *(_UNLIMITED if os.name == "posix" else ()),
            program,
            *_CHROMIUM_SWITCHES,
            f"--user-data-dir={home / 'profile'}",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        return _run("Chromium", command, home, target, timeout)


def wkhtmltopdf_pdf(program: str, html: str, timeout: float) -> bytes:
    """Print with wkhtmltopdf 0.12, its Qt patched or not.

    Parameters and errors are those of :func:`chromium_pdf`.
    """
    zoom = f"<style>body {{ zoom: {WKHTMLTOPDF_ZOOM}; }}</style></head>"
    with tempfile.TemporaryDirectory(prefix="school-print-") as folder:
        home = Path(folder)
        source, target = home / "page.html", home / "page.pdf"
        source.write_text(html.replace("</head>", zoom, 1), encoding="utf-8")
        command = [program, *_WKHTMLTOPDF_SWITCHES, str(source), str(target)]
        return _run("wkhtmltopdf", command, home, target, timeout)


def _run(
    name: str, command: Sequence[str], home: Path, target: Path, timeout: float
) -> bytes:
    """Run ``command``, which writes ``target``; its whole process group ends with it."""
    private = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), str(home))
    log = home / "log"
    with log.open("wb") as output:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **private},
                start_new_session=True,
            )
        except OSError as error:
            raise Problem(
                "pdf_engine_failed", engine=name, detail=str(error)
            ) from error
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise Problem(
                "pdf_engine_timeout", engine=name, seconds=round(timeout)
            ) from error
        finally:
            _end(process)
    if status or not target.is_file() or not target.stat().st_size:
        detail = log.read_text(errors="replace").strip()[-500:]
        raise Problem(
            "pdf_engine_failed", engine=name, detail=f"{detail} (status {status})"
        )
    return target.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and the helpers it started, whatever became of it."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
