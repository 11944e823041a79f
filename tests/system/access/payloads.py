"""Values to write and create with, legal in themselves: only access decides."""

from __future__ import annotations

import itertools
from typing import Any

from tests.system.access.school import School

Values = dict[str, Any]
ZEROS = "0" * 64
NUMBERS = itertools.count(1)
MOMENT = "2098-06-01 00:00:00"


def written(model: str, place: Values, used: bool) -> Values:
    """Values for ``write`` that differ from what is stored.

    :param used: they will be written
    """
    number = next(NUMBERS)
    mark = {"score": number % 11} if used else {"state": "absent"}
    values: dict[str, Values] = {
        "school.level": {"name": f"Khối {number}"},
        "school.year": {"date_end": "2026-05-30" if number % 2 else "2026-05-31"},
        "school.term": {"date_end": "2026-01-16" if number % 2 else "2026-01-17"},
        "school.subject": {"sequence": number},
        "school.subject.level": {"periods": 100 + number},
        "school.subject.component": {"sequence": number},
        "school.class": {"name": f"8X{number}"},
        "school.teaching": {"date_from": f"2025-09-{number % 28 + 1:02}"},
        "school.enrollment": {"note": f"Ghi chú {number}"},
        "school.student": {"birth_place": f"Xã {number}"},
        "school.student.profile": {"policy": f"Diện {number}"},
        "school.guardian": {"job": f"Nghề {number}"},
        "school.gradebook": {"periods": 100 + number},
        "school.assessment": {"planned_date": f"2025-10-{number % 28 + 1:02}"},
        "school.gradebook.line": {"comment": f"Nhận xét {number}"},
        "school.mark": mark,
        "school.journal.chain": {"length": 0, "head": ZEROS},
        "school.journal.entry": {"new": "10.0"},
        "school.lock": {"reason": f"Lý do {number}"},
        "school.move.in": {"reason": f"Lý do {number}"},
        "school.print.log": {"digest": f"{number:064}"},
        "school.lock.exception": {"reason": f"Lý do {number}"},
        "school.lock.exception.decision": {"reason": f"Lý do {number}"},
        "school.delegation": {"reason": f"Lý do {number}"},
        "school.deadline.rule": {"days": number % 300},
        "school.assessment.plan": {
            "line_ids": [
                [0, 0, {"term_id": place["school.term"], "number": 200 + number}]
            ]
        },
        "school.assessment.plan.line": {
            "planned_date": f"2025-11-{number % 28 + 1:02}"
        },
        "school.assessment.plan.copy": {"overwrite": bool(number % 2)},
        "school.progress": {"late": 0},
        "school.department.check": {"finding": f"Nhận xét {number}"},
        "school.progress.report": {"late": 0},
        "school.lock.lift": {"reason": f"Lý do {number}"},
        "school.account.wizard": {"state": "ask"},
        "school.mark.change": {"new": "10.0"},
        "school.anomaly": {"state": "gone"},
        "school.anomaly.explain": {"explanation": f"Giải trình {number}"},
        "school.term.choice": {"term_id": place["school.term"]},
    }
    return values[model]


def control_makers(place: Values, year: Values, number: int) -> dict[str, Any]:
    """Values of what leadership, administrators and heads of department decide."""
    book = place["school.gradebook"]
    return {
        "school.lock": lambda: {
            **year,
            "class_id": place["school.class"],
            "decided_by_id": place["leader"],
            "reason": "x",
            "date_from": MOMENT,
        },
        "school.move.in": lambda: {
            **year,
            "reason": "x",
            "date_from": MOMENT,
            "date_to": "2099-01-01 00:00:00",
        },
        "school.lock.exception": lambda: {
            "gradebook_id": book,
            "assessment_ids": [[6, 0, [place["school.assessment"]]]],
            "lock_ids": [[6, 0, [place["school.lock"]]]],
            "date_to": MOMENT,
            "reason": "x",
        },
        "school.lock.exception.decision": lambda: {
            "exception_ids": [[6, 0, [place["school.lock.exception"]]]],
            "decision": "refuse",
            "reason": "x",
        },
        "school.deadline.rule": lambda: {
            "kind": "month_end",
            "company_id": place["company"],
        },
        "school.progress": lambda: {"assessment_id": place["school.assessment"]},
        "school.department.check": lambda: {
            "department_id": place["department"],
            "month": f"{1000 + number % 1000}-{number // 1000 % 12 + 1:02}-01",
            "company_id": place["company"],
        },
        "school.progress.report": lambda: {
            "month": "2025-10-01",
            "company_id": place["company"],
        },
        "school.delegation": lambda: {
            "company_id": place["company"],
            "employee_id": place["employee"],
            "deputy_id": place["deputy"],
            "date_from": "2098-01-01",
            "date_to": "2098-02-01",
            "reason": "x",
        },
    }


def created(model: str, place: Values, school: School, used: bool) -> Values:
    """Values for ``create`` beside the records of ``place``.

    :param used: the record will be made, so that its parts are not free any more
    """
    number = next(NUMBERS)
    spare = school.facts["spare"]["other" if place is school.place("other") else "own"]

    def take(name: str) -> int:
        return spare[name].pop() if used else spare[name][-1]

    book = place["school.gradebook"]
    year = {"year_id": place["school.year"], "company_id": place["company"]}
    value = {"rating": "D"} if place["rated"] else {"score": 7}
    makers: dict[str, Any] = {
        **control_makers(place, year, number),
        "school.level": lambda: {"name": "Khối 6", "grade": 6},
        "school.year": lambda: {
            "name": f"{2100 + number}-{2101 + number}",
            "date_start": f"{2100 + number}-09-05",
            "date_end": f"{2101 + number}-05-31",
            "company_id": place["company"],
        },
        "school.term": lambda: {
            "year_id": take("years"),
            "number": "1",
            "date_start": "2041-09-05",
            "date_end": "2042-01-10",
        },
        "school.subject": lambda: {
            "name": f"Môn mới {number}",
            "company_id": place["company"],
        },
        "school.subject.level": lambda: {
            "subject_id": take("subjects"),
            "level_id": school.facts["levels"][0],
            "periods": 35,
        },
        "school.subject.component": lambda: {
            "subject_id": place["school.subject"],
            "name": f"Phân môn {number}",
        },
        "school.class": lambda: {
            "name": f"9Z{number}",
            "year_id": place["school.year"],
            "level_id": place["school.level"],
        },
        "school.teaching": lambda: {
            "class_id": place["school.class"],
            "subject_id": place["school.subject"],
            "employee_id": place["employee"],
            "date_from": f"{2050 + number}-01-01",
        },
        "school.enrollment": lambda: {
            "student_id": take("students"),
            "class_id": place["school.class"],
            "date_from": "2025-10-01",
        },
        "school.student": lambda: {
            "name": "Trần Mới",
            "code": f"44{number:04}",
            "company_id": place["company"],
        },
        "school.student.profile": lambda: {
            "student_id": take("students"),
            "ethnicity": "Kinh",
        },
        "school.guardian": lambda: {
            "student_id": place["school.student"],
            "name": "Bố",
        },
        "school.gradebook": lambda: {
            "class_id": place["school.class"],
            "subject_id": take("subjects"),
            "term_id": place["school.term"],
        },
        "school.assessment": lambda: {
            "gradebook_id": book,
            "kind": "tx",
        },
        "school.gradebook.line": lambda: {
            "gradebook_id": book,
            "enrollment_id": place["school.enrollment"],
            "company_id": place["company"],
        },
        "school.mark": lambda: {
            "line_id": place["blank_lines"].pop() if used else place["blank_lines"][-1],
            "assessment_id": place["school.assessment"],
            **value,
        },
        "school.journal.chain": lambda: {
            "gradebook_id": book,
            "company_id": place["company"],
            "length": 0,
            "head": ZEROS,
        },
        "school.journal.entry": lambda: {
            "chain_id": place["school.journal.chain"],
            "sequence": 1000 + number,
            "at": MOMENT,
            "author_id": 1,
            "author": "x",
            "source": "system",
            "model": "school.mark",
            "record": place["school.mark"],
            "slot": "value",
            "cell": "1:1",
            "hash": ZEROS,
        },
        "school.print.log": lambda: {
            "gradebook_id": book,
            "company_id": place["company"],
            "user_id": 1,
            "at": MOMENT,
            "what": "subject_page",
            "format": "pdf",
            "digest": ZEROS,
        },
        "school.assessment.plan": lambda: {
            "year_id": place["school.year"],
            "level_id": place["school.level"],
            "subject_id": take("subjects"),
        },
        "school.assessment.plan.line": lambda: {
            "plan_id": place["school.assessment.plan"],
            "term_id": place["school.term"],
            "kind": "tx",
            "number": 500 + number,
        },
        "school.assessment.plan.copy": lambda: {
            "plan_ids": [[6, 0, [place["school.assessment.plan"]]]]
        },
        "school.lock.lift": lambda: {
            "lock_ids": [[6, 0, [place["school.lock"]]]],
            "reason": "x",
        },
        "school.account.wizard": lambda: {"employee_ids": [[5]]},
        "school.mark.change": lambda: {"new": "10.0"},
        "school.anomaly": lambda: {
            "kind": "shift",
            "gradebook_id": book,
            "assessment_id": place["school.assessment"],
            "found_at": MOMENT,
            "students": 20,
        },
        "school.anomaly.explain": lambda: {"anomaly_ids": [[5]], "explanation": "x"},
        "school.term.choice": lambda: {"term_id": place["school.term"]},
    }
    return makers[model]()
