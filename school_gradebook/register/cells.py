"""A wanted change of one cell, and whether its value is legal. Plain Python."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .values import Problem, Value


@dataclass(slots=True, eq=False)
class Change:
    """One cell that somebody wants to hold another value.

    ``key`` are the ids that name the cell within its model, ``slot`` which of the
    record's values is meant, ``new`` and ``old`` canonical texts, ``seen`` the text
    the user saw before typing (``None``: not compared). The rest is filled in while
    the change passes the register's guard.
    """

    key: tuple[int, ...]
    slot: str
    new: str
    seen: str | None = None
    record: int = 0
    book: int = 0
    company: int = 0
    cell: str = ""
    old: str = ""
    status: str = ""  # "", "same", "saved", "conflict", "refused"
    problem: Problem | None = None
    since: datetime | None = None  # when the stored value came; None while blank
    reference: str = ""  # what opened the cell, as "model,id"
    behalf: str = ""  # the teacher for whom a deputy enters
    makeup: str = ""  # last day to make a missed test up, beside the new value
    makeup_old: str = ""  # and beside the old one
    passed: object = None  # the guard's own token once it has let the change through

    @property
    def makeup_kept(self) -> str:
        """The make-up day the cell has after all."""
        return self.makeup if self.status == "saved" else self.makeup_old

    def refuse(self, problem: Problem) -> None:
        """Mark the change as refused for ``problem``."""
        self.status = "refused"
        self.problem = problem


def is_id(value: object) -> bool:
    """Whether that may be an id; other software sends anything, and True is none."""
    return type(value) is int and 0 < value < 2**31


def check_value(
    value: Value, subject_kind: str, whole: bool = False, exempt: bool = False
) -> None:
    """Raise a ``Problem`` unless ``value`` is legal in a cell.

    Scored subjects hold 0 to 10 with at most one decimal (TT22 article 5, point 3b),
    ``whole`` columns whole numbers; the others Đạt or Chưa đạt (point 3a). A student
    exempt from the subject has no value but the exemption itself.
    """
    if value.state == "exempt" and not exempt:
        raise Problem("exempt_by_decision")
    if exempt and value.state not in ("blank", "exempt"):
        raise Problem("student_exempt")
    if value.state != "recorded":
        return
    if subject_kind == "comment":
        if value.rating is None:
            raise Problem("not_a_rating", raw=value.text)
        return
    if value.tenths is None:
        raise Problem("not_a_mark", raw=value.text)
    if not 0 <= value.tenths <= 100:
        raise Problem("negative" if value.tenths < 0 else "above_10", raw=value.text)
    if whole and value.tenths % 10:
        raise Problem("not_whole", raw=value.text)


def first_makeup_day(value: Value, today: date, days: int, term_end: date) -> str:
    """Last day to make up a test that ``value`` says was missed; ``""`` for another.

    So many days from today, within the term: a test is made up in its term (TT22
    article 7, point 4).
    """
    if value.state != "absent":
        return ""
    return min(today + timedelta(days=days), term_end).isoformat()


def check_makeup_day(text: str, today: date, term_end: date) -> None:
    """Raise a ``Problem`` unless a make-up test may be held until that day.

    A day that has passed already would bring the consequence at once.

    :param text: canonical text, ``"YYYY-MM-DD"``.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or not today <= day <= term_end:
        raise Problem("makeup_bad_day", end=f"{term_end:%d/%m/%Y}")
