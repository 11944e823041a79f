"""What stands at the foot of a page: counts, shares, the digest."""

from __future__ import annotations

import json

import pytest
from gradebook_core.register.page import (
    column_group,
    level_counts,
    page_digest,
    percentage,
    result_columns,
    short_digest,
)
from gradebook_core.register.values import Problem
from workbook_pages import scored_page


def test_bands_have_the_forms_edges():
    marks = ["10.0", "8.0", "7.9", "6.5", "6.4", "5.0", "4.9", "3.5", "3.4", "0.0"]
    counts = level_counts("scored", [*marks, "", "#exempt", "#absent"])
    assert list(counts) == ["8–10", "6,5–7,9", "5–6,4", "3,5–4,9", "0–3,4"]
    assert list(counts.values()) == [2, 2, 2, 2, 2]


def test_comment_subjects_count_ratings():
    assert level_counts("comment", ["D", "CD", "D", ""]) == {"Đ": 2, "CĐ": 1}
    with pytest.raises(Problem):
        level_counts("comment", ["Đ"])


@pytest.mark.parametrize(
    ("count", "total", "shown"),
    [
        (0, 0, "0"),
        (0, 3, "0"),
        (1, 3, "33,3"),
        (2, 3, "66,7"),
        (1, 8, "12,5"),
        (3, 3, "100"),
        (1, 16, "6,3"),
        (1, 2, "50"),
    ],
)
def test_percentage(count, total, shown):
    assert percentage(count, total) == shown


def test_digest_is_of_the_content():
    page = scored_page()
    digest = page_digest(page)
    later = page | {"printed_at": "08:00 ngày 01/01/2030", "printed_by": "B"}
    assert page_digest(later | {"digest": "0"}) == digest
    assert page_digest(json.loads(json.dumps(page))) == digest
    assert page_digest(dict(reversed(page.items()))) == digest
    page["rows"][0]["cells"][0] = "9"
    assert page_digest(page) != digest


def test_short_digest():
    assert short_digest("3f2a91bc77d0" + "00" * 26) == "3f2a 91bc 77d0"


def test_heads_by_regulation():
    assert column_group("TT22", "scored", "gk") == "ĐĐGgk"
    assert column_group("TT22", "comment", "gk") == "Giữa kì"
    assert column_group("TT58", "scored", "dk") == "KTđk"
    assert column_group("TT58", "comment", "ck") == "KThk"


def test_results_by_term():
    assert [c["label"] for c in result_columns("scored", 1)] == ["ĐTBmhkI"]
    assert [c["key"] for c in result_columns("comment", 2)] == ["hk1", "result", "year"]
