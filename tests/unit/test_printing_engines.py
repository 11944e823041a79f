"""The programs that make a PDF: what they are asked, how they end, what they say."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from gradebook_core.printing.engines import chromium_pdf, wkhtmltopdf_pdf
from gradebook_core.register.values import Problem

HTML = "<!DOCTYPE html><html><head></head><body>Sổ</body></html>"


@pytest.fixture
def program(tmp_path):
    """``program(script)``: path of a shell program that stands for an engine."""

    def make(script: str) -> str:
        path = tmp_path / "engine"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make


def test_chromium_writes_where_it_is_told(program, tmp_path):
    seen = tmp_path / "seen"
    engine = program(
        f'for a in "$@"; do echo "$a" >> {seen}; case "$a" in'
        ' --print-to-pdf=*) echo made > "${a#--print-to-pdf=}";; esac; done'
    )
    assert chromium_pdf(engine, HTML, 10) == b"made\n"
    arguments = seen.read_text().splitlines()
    assert "--disable-pdf-tagging" in arguments
    source = Path(arguments[-1].removeprefix("file://"))
    assert not source.parent.exists(), "the private folder is gone afterwards"


def test_chromium_gets_its_address_space_back(program, tmp_path):
    """Odoo's limit of memory kills Chromium; the child starts without it."""
    resource = pytest.importorskip("resource")
    engine = program(
        'ulimit -S -v > "$(echo "$*" | sed "s/.*--print-to-pdf=\\([^ ]*\\).*/\\1/")"'
    )
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = 8 * 1024**3
    if hard != resource.RLIM_INFINITY and hard <= limit:
        pytest.skip("this machine limits the address space itself")
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        made = chromium_pdf(engine, HTML, 10)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    assert made.decode().strip() != str(limit // 1024)


def test_wkhtmltopdf_gets_wider_content(program):
    engine = program(
        'for a in "$@"; do before="$last"; last="$a"; done; cp "$before" "$last"'
    )
    made = wkhtmltopdf_pdf(engine, HTML, 10).decode()
    assert "zoom: 1.35" in made
    assert "Sổ" in made


@pytest.mark.parametrize("convert", [chromium_pdf, wkhtmltopdf_pdf])
def test_failure_says_why(program, convert):
    with pytest.raises(Problem) as refusal:
        convert(program("echo no fonts >&2; exit 3"), HTML, 10)
    assert refusal.value.code == "pdf_engine_failed"
    assert "no fonts (status 3)" in refusal.value.params["detail"]
    with pytest.raises(Problem) as refusal:
        convert(program("exit 0"), HTML, 10)
    assert refusal.value.code == "pdf_engine_failed"


def test_missing_program():
    with pytest.raises(Problem) as refusal:
        wkhtmltopdf_pdf("/no/such/program", HTML, 10)
    assert refusal.value.code == "pdf_engine_failed"


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_an_engine_that_hangs_is_ended_with_its_children(program, tmp_path):
    child = tmp_path / "child"
    engine = program(f"tail -f /dev/null & echo $! > {child}; wait")
    with pytest.raises(Problem) as refusal:
        wkhtmltopdf_pdf(engine, HTML, 0.5)
    assert refusal.value.code == "pdf_engine_timeout"
    state = Path(f"/proc/{child.read_text().strip()}/stat")
    # gone, or dead and not yet collected by its new parent
    assert not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z"
