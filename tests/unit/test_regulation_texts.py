"""Explanations, printed texts, and how circulars are found."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from gradebook_core import regulations
from gradebook_core.register.values import (
    ABSENT,
    BLANK,
    Problem,
    rating,
)
from gradebook_core.regulations import (
    NO_RESULT,
    Options,
    codes,
    get,
    scheme_for,
)
from gradebook_core.regulations.explain import article_text
from regulation_samples import (
    ALL,
    EXEMPT_RESULT,
    FULL,
    TT22,
    TT58,
    cells,
    final,
    rated,
)

# -- explanations ------------------------------------------------------------------


def test_explanation_of_a_term_average() -> None:
    line = cells(("tx", 80), ("tx", 80), ("tx", 90), ("gk", 85), ("ck", 80))
    told = TT22.explain_term("scored", line)
    assert told.result == TT22.term_result("scored", line)
    assert (told.regulation, told.version, told.article) == (
        "TT22",
        "2021-09-05",
        "Đ9.1b",
    )
    assert told.formula == (
        "ĐTBmhk = (TĐĐGtx + 2 × ĐĐGgk + 3 × ĐĐGck) / (số ĐĐGtx + 5)"
    )
    assert told.steps[0] == "(8 + 8 + 9 + 2 × 8,5 + 3 × 8) / (3 + 5)"
    assert told.steps[1] == "= 66 / 8 = 8,25"
    assert told.steps[2].startswith("→ 8,3 (")
    assert told.text == (
        "ĐTBmhk = 8,3, theo điểm b khoản 1 Điều 9 Thông tư 22/2021/TT-BGDĐT."
    )


def test_explanation_says_what_is_missing() -> None:
    line = [*FULL[:-1], ("ck", ABSENT)]
    told = TT22.explain_term("scored", line)
    assert (told.recorded, told.required) == (3, 4)
    assert "tạm tính = 6,8 từ 3 trên 4 lần đánh giá" in told.text
    assert told.steps[1] == "= 27 / 4 = 6,75"
    told = TT22.explain_term("scored", [("tx", BLANK)])
    assert told.text == "ĐTBmhk: chưa có, mới có 0 trên 1 lần đánh giá."
    assert told.steps == ()
    told = TT22.explain_term("scored", FULL, exempt=True)
    assert told.text == "ĐTBmhk: không có, học sinh được miễn."
    assert told.steps == ()


def test_explanation_of_an_endless_quotient() -> None:
    told = TT22.explain_term("scored", FULL)
    assert told.steps[1] == "= 48 / 7 = 6,857…"


def test_explanation_under_tt58() -> None:
    line = cells(("tx", 80), ("tx", 70), ("dk", 75), ("dk", 80), ("ck", 85))
    told = TT58.explain_term("scored", line)
    assert told.steps[0] == "(8 + 7 + 2 × 7,5 + 2 × 8 + 3 × 8,5) / (2 + 2 × 2 + 3 × 1)"
    assert told.result == final(79)


def test_explanation_of_comment_results() -> None:
    line = [("tx", rating("D")), ("tx", rating("CD")), ("gk", rating("D"))]
    told = TT22.explain_term("comment", [*line, ("ck", rating("D"))])
    assert told.steps == ("4 lần đánh giá: 3 Đạt, 1 Chưa đạt",)
    assert told.text.startswith("Kết quả học kì = Chưa đạt, theo điểm a khoản 1")


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.code)
def test_explanation_of_the_year(rules: regulations.Regulation) -> None:
    told = rules.explain_year("scored", final(74), final(71))
    assert told.steps[:2] == ("(7,4 + 2 × 7,1) / 3", "= 21,6 / 3 = 7,2")
    assert told.result == final(72)
    told = rules.explain_year("scored", final(74), NO_RESULT)
    assert told.text == "ĐTBmcn: chưa có, mới có 1 trên 2 học kì."
    told = rules.explain_year("comment", rated("CD"), rated("D"))
    assert told.text.startswith("Kết quả cả năm = Đạt, theo ")
    told = rules.explain_year("comment", EXEMPT_RESULT, EXEMPT_RESULT)
    assert told.text == "Kết quả cả năm: không có, học sinh được miễn."


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ("Đ13", "Điều 13"),
        ("Đ13.6", "khoản 6 Điều 13"),
        ("Đ9.1b", "điểm b khoản 1 Điều 9"),
        ("Phụ lục I", "Phụ lục I"),
    ],
)
def test_article_in_words(article: str, words: str) -> None:
    assert article_text(article) == words


def test_explanation_without_numbers() -> None:
    assert TT22.explain_term("comment", [("tx", BLANK)]).steps == ()
    only_final = TT22.explain_term("scored", FULL[3:])
    assert only_final.steps[0] == "(3 × 7) / 3"
    only_regular = TT22.explain_term("scored", FULL[:2])
    assert only_regular.steps[0] == "(8 + 7) / 2"


# -- registry, labels, options -----------------------------------------------------


@pytest.mark.parametrize(
    ("year", "code"),
    [
        ("2011-2012", {6: "TT58", 12: "TT58"}),
        ("2019-2020", {6: "TT58", 12: "TT58"}),
        ("2020-2021", {6: "TT58+TT26", 12: "TT58+TT26"}),
        ("2021-2022", {6: "TT22", 7: "TT58+TT26"}),
        ("2022-2023", {7: "TT22", 8: "TT58+TT26", 10: "TT22", 11: "TT58+TT26"}),
        ("2023-2024", {8: "TT22", 9: "TT58+TT26", 11: "TT22", 12: "TT58+TT26"}),
        ("2024-2025", {6: "TT22", 9: "TT22", 12: "TT22"}),
        ("2025-2026", {6: "TT22", 9: "TT22", 12: "TT22"}),
        ("2025 \u2013 2026", {9: "TT22"}),
    ],
)
def test_roadmap(year: str, code: dict[int, str]) -> None:
    assert {grade: scheme_for(year, grade) for grade in code} == code


@pytest.mark.parametrize(
    ("year", "grade", "code"),
    [
        ("2025", 6, "bad_year_name"),
        ("2025-2027", 6, "bad_year_name"),
        ("2025-26", 6, "bad_year_name"),
        ("2025-2026", 5, "bad_grade"),
        ("2025-2026", 13, "bad_grade"),
        ("2005-2006", 6, "no_regulation"),
    ],
)
def test_no_scheme(year: str, grade: int, code: str) -> None:
    with pytest.raises(Problem, match=code):
        scheme_for(year, grade)


def test_registry() -> None:
    assert codes() == ("TT22", "TT58+TT26", "TT58")
    for code in codes():
        rules = get(code)
        assert rules.code == code
        assert rules.version and rules.title
    with pytest.raises(Problem, match="unknown_regulation"):
        get("TT99")


NEXT_CIRCULAR = """
from .tt22 import TT22

class TT99(TT22):
    code = "TT99"
    version = "2099-01-01"
    since = 2099

    def covers(self, start_year, grade):
        return start_year >= 2099

REGULATIONS = (TT99(),)
"""


def test_next_circular_is_one_more_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tt99.py").write_text(NEXT_CIRCULAR)
    monkeypatch.setattr(regulations, "__path__", [*regulations.__path__, str(tmp_path)])
    found = regulations._load()
    monkeypatch.delitem(sys.modules, "gradebook_core.regulations.tt99")
    assert tuple(found) == ("TT99", *codes())
    monkeypatch.setattr(regulations, "_REGULATIONS", found)
    assert scheme_for("2099-2100", 6) == "TT99"
    assert scheme_for("2098-2099", 6) == "TT22"


@pytest.mark.parametrize("rules", ALL, ids=lambda rules: rules.code)
def test_every_code_has_its_printed_text(rules: regulations.Regulation) -> None:
    for kind, known in (
        ("learning", rules.learning_levels),
        ("conduct", rules.conduct_levels),
        ("rating", ("D", "CD")),
        ("promotion", tuple(rules.labels["completion"])),
        ("completion", tuple(rules.labels["promotion"])),
    ):
        for code in known:
            assert rules.label(kind, code)
    assert rules.promoted_statuses <= set(rules.labels["promotion"])
    assert rules.label("learning", None) == ""
    with pytest.raises(Problem, match="unknown_label"):
        rules.label("learning", "A+")


def test_printed_texts() -> None:
    assert TT22.label("learning", "CD") == "Chưa đạt"
    assert TT22.label("award", "HSXS") == "Học sinh Xuất sắc"
    assert TT22.label("promotion", "danh_gia_lai") == "Kiểm tra lại trong hè"
    assert TT58.label("learning", "Kem") == "Kém"
    assert TT58.label("award", "HSTT") == "Học sinh tiên tiến"
    assert TT58.label("promotion", "o_lai") == "Ở lại lớp"


def test_levels_of_another_circular_are_refused() -> None:
    for call in (
        lambda: TT22.promotion("Tb", "T", 0),
        lambda: TT22.award("G", "T"),
        lambda: TT22.conduct_year("T", "Tb"),
        lambda: TT58.promotion("D", "T", 0),
        lambda: TT58.award("G", "CD"),
        lambda: TT58.conduct_year("T", "CD"),
    ):
        with pytest.raises(Problem, match="unknown_label"):
            call()


def test_unknown_option_is_refused() -> None:
    with pytest.raises(Problem, match="unknown_option"):
        Options(adjust_method="guess")
