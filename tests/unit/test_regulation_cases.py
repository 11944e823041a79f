"""Every worked case of the circulars, each as a test of its own."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from gradebook_core.register.values import BLANK, Value, parse, tenths_text
from gradebook_core.regulations import (
    DEFAULTS,
    FOREIGN_LANGUAGE,
    LITERATURE,
    MATHEMATICS,
    TERM,
    YEAR,
    Options,
    Regulation,
    Result,
    SubjectResult,
    get,
    scheme_for,
)
from gradebook_core.regulations.compute import half_up
from gradebook_core.regulations.summary import YearSubject, assess_year

CASES = json.loads(
    (Path(__file__).parents[1] / "data" / "regulation_cases.json").read_text("utf-8"),
    parse_float=Decimal,
)
ROLES = {
    "Toán": MATHEMATICS,
    "Ngữ văn": LITERATURE,
    "Ngoại ngữ": FOREIGN_LANGUAGE,
}
Case = Mapping[str, Any]


def mark(raw: Any) -> Value:
    return parse(raw, "scored").value


def tenths(raw: Any) -> int:
    found = mark(raw).tenths
    assert found is not None
    return found


def scored(name: str, raw: Any) -> SubjectResult:
    result = Result("final", tenths=tenths(raw))
    return SubjectResult(name, "scored", result, ROLES.get(name, ""))


def comments(ratings: Sequence[str]) -> list[SubjectResult]:
    return [
        SubjectResult(f"comment {number}", "comment", Result("final", rating=rating))
        for number, rating in enumerate(ratings)
    ]


def subjects(entry: Case) -> list[SubjectResult]:
    marks = entry.get("subjects", entry.get("scored"))
    if not isinstance(marks, Mapping):
        marks = {f"subject {number}": raw for number, raw in enumerate(marks)}
    ratings = entry.get("comment", [])
    if isinstance(ratings, Mapping):
        found = [
            SubjectResult(name, "comment", Result("final", rating=rating))
            for name, rating in ratings.items()
        ]
    else:
        found = comments(ratings)
    return [scored(name, raw) for name, raw in marks.items()] + found


def regulation(case: Case) -> Regulation:
    amended = case["input"].get("rule") == "TT26"
    return get("TT58+TT26" if amended else case["scheme"])


def text_or_none(result: Result) -> str | None:
    return result.text if result.state == "final" else None


# -- one function per kind of case -------------------------------------------------


def round1(case: Case, options: Options) -> Case:
    value = case["input"]["value"]
    hundredths = int(Decimal(value) * 100)
    typed = parse(value, "scored", typed=True).value.text
    assert tenths_text(half_up(hundredths, 10)) == typed
    return {"result": typed}


def scheme(case: Case, options: Options) -> Case:
    entry = case["input"]
    code = scheme_for(entry["school_year"], entry["grade"])
    return {"scheme": code}


def year_average(case: Case, options: Options) -> Case:
    terms = [
        Result("final", tenths=tenths(case["input"][term])) for term in ("hk1", "hk2")
    ]
    return {"dtbmcn": regulation(case).year_result("scored", *terms).text}


def comment_year(case: Case, options: Options) -> Case:
    terms = [Result("final", rating=case["input"][term]) for term in ("hk1", "hk2")]
    return {"result": regulation(case).year_result("comment", *terms).text}


def term_cells(entry: Case, kind: str) -> list[tuple[str, Value]]:
    regular = [parse(raw, kind).value for raw in entry["tx"]]
    regular += [BLANK] * (entry.get("required_tx", 0) - len(regular))
    return [
        *(("tx", value) for value in regular),
        ("gk", parse(entry["gk"], kind).value),
        ("ck", parse(entry["ck"], kind).value),
    ]


def term_average(case: Case, options: Options) -> Case:
    cells = term_cells(case["input"], "scored")
    return {"dtbmhk": text_or_none(regulation(case).term_result("scored", cells))}


def comment_term(case: Case, options: Options) -> Case:
    cells = term_cells(case["input"], "comment")
    return {"result": text_or_none(regulation(case).term_result("comment", cells))}


def term_average_58(case: Case, options: Options) -> Case:
    entry = case["input"]
    cells = [
        *(("tx", mark(raw)) for raw in entry["tx"]),
        *(("dk", mark(raw)) for raw in entry["dk"]),
        ("ck", mark(entry["hk"])),
    ]
    return {"dtbmhk": text_or_none(regulation(case).term_result("scored", cells))}


def comment_term_58(case: Case, options: Options) -> Case:
    tests = [parse(raw, "comment").value for raw in case["input"]["tests"]]
    last = parse(case["input"]["kthk"], "comment").value
    cells = [("tx", value) for value in tests[:-1]]
    cells += [("dk", tests[-1]), ("ck", last)]
    return {"result": text_or_none(regulation(case).term_result("comment", cells))}


def level_22(case: Case, options: Options) -> Case:
    level = regulation(case).learning_level(subjects(case["input"]), options)
    assert (level.adjusted_by is not None) == (level.base != level.final)
    return {"base": level.base, "final": level.final}


def level_58(case: Case, options: Options) -> Case:
    level = regulation(case).learning_level(subjects(case["input"]), options)
    assert (level.adjusted_by is not None) == (level.base != level.final)
    assert level.average is not None
    return {
        "dtb": tenths_text(level.average),
        "base": level.base,
        "final": level.final,
    }


def award_22(case: Case, options: Options) -> Case:
    entry = case["input"]
    rules = regulation(case)
    code = rules.award(entry["ht"], entry["rl"], subjects(entry), YEAR)
    assert rules.award(entry["ht"], entry["rl"], subjects(entry), TERM) is None
    return {"title": rules.label("award", code) or None}


def award_58(case: Case, options: Options) -> Case:
    entry = case["input"]
    rules = regulation(case)
    code = rules.award(entry["hl"], entry["hk"], period=YEAR)
    assert rules.award(entry["hl"], entry["hk"], period=TERM) == code
    return {"title": code}


def promotion_22(case: Case, options: Options) -> Case:
    entry = case["input"]
    status = regulation(case).promotion(
        entry["ht"],
        entry["rl"],
        entry["absences"],
        entry.get("ht_after_reassess"),
        entry.get("rl_after_summer"),
        options,
    )
    return {"status": status}


def promotion_58(case: Case, options: Options) -> Case:
    entry = case["input"]
    status = regulation(case).promotion(
        entry["hl"],
        entry["hk"],
        entry["absences"],
        entry.get("hl_after"),
        entry.get("hk_after"),
        options,
    )
    return {"status": status}


def conduct(case: Case, options: Options) -> Case:
    entry = case["input"]
    return {"year": regulation(case).conduct_year(entry["hk1"], entry["hk2"])}


def regular_count(case: Case, options: Options) -> Case:
    columns = regulation(case).columns("scored", case["input"]["lessons_per_year"])
    assert [column.kind for column in columns[-2:]] == ["gk", "ck"]
    return {"n_tx": sum(column.kind == "tx" for column in columns)}


def retaken(entry: Case) -> dict[str, Result]:
    return {
        name: Result("final", tenths=tenths(raw))
        for name, raw in entry["retake"].items()
    }


def reassess_22(case: Case, options: Options) -> Case:
    entry = case["input"]
    found = regulation(case).reassess(
        subjects(entry), entry["rl"], entry["absences"], retaken(entry), options=options
    )
    return {"ht_after": found.after.final, "status": found.status}


def reassess_58(case: Case, options: Options) -> Case:
    entry = case["input"]
    found = regulation(case).reassess(
        subjects(entry), entry["hk"], entry["absences"], retaken(entry), options=options
    )
    assert found.before.average is not None and found.after.average is not None
    return {
        "dtb_before": tenths_text(found.before.average),
        "hl_before": found.before.final,
        "eligible": list(found.eligible),
        "dtb_after": tenths_text(found.after.average),
        "hl_after": found.after.final,
        "status": found.status,
    }


def student_year_58(case: Case, options: Options) -> Case:
    entry = case["input"]
    taught = [
        YearSubject(
            name,
            "scored",
            Result("final", tenths=tenths(entry["hk1"][name])),
            Result("final", tenths=tenths(entry["hk2"][name])),
            ROLES.get(name, ""),
        )
        for name in entry["hk1"]
    ]
    taught += [
        YearSubject(s.key, s.kind, s.result, s.result)
        for s in comments(entry["comment"])
    ]
    hk1, hk2, whole_year = entry["hk"]
    found = assess_year(regulation(case), taught, (hk1, hk2), 0, whole_year, options)
    answer: dict[str, Any] = {
        "cn": {name: found.year.results[name].text for name in entry["hk1"]}
    }
    for suffix, period in (("hk1", found.hk1), ("hk2", found.hk2), ("cn", found.year)):
        assert period.level.average is not None
        answer[f"dtb_{suffix}"] = tenths_text(period.level.average)
        answer[f"hl_{suffix}"] = period.level.final
        answer[f"danh_hieu_{suffix}"] = period.award
    return answer


KINDS: dict[str, Callable[[Case, Options], Case]] = {
    "round1": round1,
    "scheme_for": scheme,
    "dtbmcn": year_average,
    "dtbmhk": term_average,
    "dtbmhk58": term_average_58,
    "comment_semester": comment_term,
    "comment_semester58": comment_term_58,
    "comment_year": comment_year,
    "learning_level": level_22,
    "hoc_luc": level_58,
    "award_year": award_22,
    "danh_hieu": award_58,
    "promotion": promotion_22,
    "promotion58": promotion_58,
    "conduct_year": conduct,
    "tx_count": regular_count,
    "reassess_result": reassess_22,
    "retest58": reassess_58,
    "student_year58": student_year_58,
}


def alternatives() -> list[tuple[Case, Case, Options]]:
    """(case, its other answer, the option that asks for it)."""
    found = []
    for case in CASES:
        for other in case.get("alternatives", ()):
            name, raw = other["when"].split("=")
            options = Options(**{name: ast.literal_eval(raw)})
            answer = {key: value for key, value in other.items() if key != "when"}
            found.append((case, answer, options))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: Case) -> None:
    assert KINDS[case["kind"]](case, DEFAULTS) == case["expected"]


@pytest.mark.parametrize(
    ("case", "answer", "options"),
    alternatives(),
    ids=[case["id"] for case, _answer, _options in alternatives()],
)
def test_disputed_case_under_the_other_reading(
    case: Case, answer: Case, options: Options
) -> None:
    assert KINDS[case["kind"]](case, options) == answer
    assert answer != case["expected"]


def test_all_cases_are_here() -> None:
    assert len(CASES) == 113
    assert len(alternatives()) == 3
    assert {case["kind"] for case in CASES} == set(KINDS)
