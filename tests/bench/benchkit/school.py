"""The school that is measured: one year, 40 classes of 45, every mark entered.

Built through the product's own doors: gradebooks by the year's generation, marks by
the assigned teachers' ``save_cells``. Beside the 40 classes stand 7A and 7B (45 and 90
students) for the grid, and 6A (60 students, the twelve subjects of a lower secondary
school) for the import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import odoo.init  # noqa: F401 - patches libraries, so before the rest of Odoo
from odoo.api import Environment
from odoo.fields import Command

from .session import Session, call

YEAR = "2025-2026"
SCORED = {
    "Ngữ văn": 140, "Toán": 140, "Ngoại ngữ 1": 105, "Khoa học tự nhiên": 140,
    "Lịch sử và Địa lí": 105, "Giáo dục công dân": 35, "Công nghệ": 35, "Tin học": 35,
}  # fmt: skip
COMMENTED = (
    "Giáo dục thể chất", "Nghệ thuật", "Hoạt động trải nghiệm", "Giáo dục địa phương",
)  # fmt: skip
MORE = ("Vật lí", "Hoá học", "Sinh học", "Lịch sử", "Địa lí")
GRID_SUBJECTS = ("Toán", "Ngữ văn")
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLE = ("Thị Hồng", "Văn", "Nhật", "Thu", "Minh", "Bảo", "Quang", "Khánh", "Đức")
GIVEN = ("Anh", "Châu", "Giang", "Hiền", "Khoa", "Lan", "Ngọc", "Phúc", "Trung", "Yến")
CLASSES_PER_TEACHER = 8
# regular marks are whole in this school
WHOLE = ("4.0", "5.0", "6.0", "7.0", "8.0", "9.0", "10.0")
MARKS = (
    "4.0", "5.5", "6.0", "6.5", "7.0", "7.3", "7.5", "8.0", "8.2", "8.5", "9.0", "10.0",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much of the school is built; the bars hold for the default."""

    classes: int = 40
    students: int = 45


def build(session: Session, size: Size) -> dict[str, Any]:
    """Build the school without marks; commits. Returns the ids the measurements use."""
    with session.transaction(commit=True) as env:
        env = env(context={**env.context, "no_reset_password": True})
        return _Plan(env, size).build()


class _Plan:
    def __init__(self, env: Environment, size: Size) -> None:
        self.env, self.size = env, size
        self.company = env.company
        self.users: dict[str, int] = {}
        self.serial = 0

    def build(self) -> dict[str, Any]:
        year = self.env["school.year"].create(
            {
                "name": YEAR,
                "date_start": date(2025, 9, 5),
                "date_end": date(2026, 5, 31),
            }
        )
        subjects = self._subjects()
        named = [f"8A{number}" for number in range(1, self.size.classes + 1)]
        classes = {
            klass.name: klass
            for klass in self.env["school.class"].create(
                [
                    {"name": name, "year_id": year.id}
                    for name in [*named, "7A", "7B", "6A"]
                ]
            )
        }
        for name, klass in classes.items():
            count = {"7B": 90, "6A": 60, "7A": 45}.get(name, self.size.students)
            self._students(klass, count)
        self._teachers(classes, subjects, named)
        self._staff()
        year.action_generate_gradebooks()
        books = {
            f"{book.class_id.name}/{book.subject_id.name}/{book.term_id.number}": book.id
            for book in self.env["school.gradebook"].search([("year_id", "=", year.id)])
        }
        return {
            "company": self.company.id,
            "year": year.id,
            "class_6a": classes["6A"].id,
            "books": books,
            "users": self.users,
        }

    def _subjects(self) -> dict[str, Any]:
        levels = {
            level.grade: level.id for level in self.env["school.level"].search([])
        }
        names = [*SCORED, *COMMENTED, *MORE]
        vals_list = []
        for number, name in enumerate(names, 1):
            periods = {}
            if name not in MORE:
                periods[6] = SCORED.get(name, 70)
            if name in GRID_SUBJECTS:
                periods[7] = 140
            if name not in COMMENTED:
                periods[8] = 105
            vals_list.append(
                {
                    "name": name,
                    "kind": "comment" if name in COMMENTED else "scored",
                    "sequence": number,
                    "level_ids": [
                        Command.create({"level_id": levels[grade], "periods": count})
                        for grade, count in periods.items()
                    ],
                }
            )
        subjects = self.env["school.subject"].create(vals_list)
        return dict(zip(names, subjects, strict=True))

    def _students(self, klass: Any, count: int) -> None:
        numbers = range(self.serial, self.serial + count)
        self.serial += count
        students = self.env["school.student"].create(
            [
                {
                    "name": " ".join(
                        (
                            FAMILY[number % 10],
                            MIDDLE[number // 10 % 9],
                            GIVEN[number // 90 % 10],
                        )
                    ),
                    "code": f"25{number:08}",
                    "birth_date": date(2012, 1 + number % 12, 1 + number % 28),
                }
                for number in numbers
            ]
        )
        self.env["school.enrollment"].create(
            [
                {
                    "student_id": student.id,
                    "class_id": klass.id,
                    "roll_number": number,
                    "date_from": klass.year_id.date_start,
                }
                for number, student in enumerate(students, 1)
            ]
        )

    def _user(self, login: str, group: str = "group_teacher") -> Any:
        user = self.env["res.users"].create(
            {
                "name": login.replace("_", " ").capitalize(),
                "login": login,
                "tz": "Asia/Ho_Chi_Minh",
                "lang": "vi_VN",
                "group_ids": [
                    Command.set(self.env.ref(f"school_gradebook.{group}").ids)
                ],
            }
        )
        self.users[login] = user.id
        return user

    def _teacher(self, login: str) -> Any:
        user = self._user(login)
        return self.env["hr.employee"].create({"name": user.name, "user_id": user.id})

    def _teachers(
        self, classes: dict[str, Any], subjects: dict[str, Any], named: list[str]
    ) -> None:
        """A teacher per subject and eight classes; one more for classes 7A and 7B."""
        assignments = []
        of_eighth = [name for name in subjects if name not in COMMENTED]
        for number, name in enumerate(of_eighth, 1):
            for start in range(0, len(named), CLASSES_PER_TEACHER):
                teacher = self._teacher(f"teacher_{number}_{start}")
                assignments += [
                    (classes[klass], subjects[name], teacher)
                    for klass in named[start : start + CLASSES_PER_TEACHER]
                ]
        teacher = self._teacher("grid_teacher")
        assignments += [
            (classes[klass], subjects[name], teacher)
            for klass in ("7A", "7B")
            for name in GRID_SUBJECTS
        ]
        self.env["school.teaching"].create(
            [
                {
                    "class_id": klass.id,
                    "subject_id": subject.id,
                    "employee_id": employee.id,
                }
                for klass, subject, employee in assignments
            ]
        )

    def _staff(self) -> None:
        """Leadership opens a move-in period, in which the administrator imports."""
        leader = self._user("leader", "group_leadership")
        self._user("administrator", "group_administrator")
        self._user("clerk", "group_clerk")
        year = self.env["school.year"].search([("name", "=", YEAR)])
        self.env["school.move.in"].with_user(leader).create(
            {"year_id": year.id, "reason": "Bench", "date_to": "2999-12-31 00:00:00"}
        )


def changes_for(env: Environment, book: int, offset: int = 0) -> list[dict[str, Any]]:
    """A value for every cell of a gradebook, as the grid sends them.

    :param offset: another number gives other values
    """
    record = env["school.gradebook"].sudo().browse(book)
    scales = [
        (column.id, WHOLE if column.kind == "tx" else MARKS)
        for column in record.assessment_ids
    ]
    return [
        {
            "line": line,
            "assessment": column,
            "value": scale[(row * 5 + number * 3 + offset) % len(scale)],
        }
        for row, line in enumerate(record.line_ids.ids)
        for number, (column, scale) in enumerate(scales)
    ]


def enter_marks(session: Session, facts: dict[str, Any]) -> int:
    """Every teacher enters the marks of their gradebooks; returns how many.

    Left empty: class 6A, and Ngữ văn of the second term in 7A and 7B.
    """
    company, count = facts["company"], 0
    for login, user in facts["users"].items():
        if "teacher" not in login:
            continue
        with session.transaction(user, company, commit=True) as env:
            own = env["school.gradebook"].search([("is_mine", "=", True)])
            for book in own.sudo():
                if login == "grid_teacher" and (
                    book.subject_id.name == "Ngữ văn" and book.term_id.number == "2"
                ):
                    continue
                changes = changes_for(env, book.id)
                answer = call(env, "school.gradebook", "save_cells", [book.id], changes)
                saved = [cell for cell in answer["cells"] if cell["status"] == "saved"]
                if len(saved) != len(changes):
                    raise RuntimeError(f"{book.name}: not every mark was saved")
                count += len(saved)
    return count
