"""Who may do what: the expectation, as a table that people can read and discuss.

A cell holds three words: what the role may do with its **own** records, with a
**colleague's**, and with **another school's**. Letters: ``r`` read and find, ``c``
create, ``w`` write, ``d`` delete, ``-`` nothing.

Own and a colleague's are, for

* the subject teacher (Toán of 8A): that gradebook and class; 8D, taught by others
* the component teacher (Địa lí of 8A): that column; the co-teacher's in the same book
* the homeroom teacher of 8A: that class; 8D
* the head of department (of the teacher of Toán of 8A): that gradebook; 8D
* everybody else: 8A and 8D of the same school

A department's monthly check belongs to its head; 8D's teacher is of another
department. Years, terms, subjects, locks, deadline rules, move-in periods and prints are
of the whole school; levels are of all schools. Own dialogs (``lock.lift``,
``account.wizard``, ``lock.exception.decision``, ``assessment.plan.copy``,
``anomaly.explain``, ``term.choice``) are those the user opened. Openings and delegations
are the teacher's of the mark: asked by that teacher, or for that teacher on leave.
Changes after the deadline are their author's; anomalies are of a gradebook, whoever's
the column. A plan is tried to be made for a subject nobody teaches; the head of
department makes only those of the own subjects. "May write" means here: marks and
comments for the rows ``mark`` and ``gradebook.line``; exemptions, which administrators
record, are tested beside them.
"""

from __future__ import annotations

TEACHERS = """
model              | maths_teacher | geography_teacher | homeroom_teacher | head_teacher
level              | r   r  r      | r   r  r          | r   r  r         | r   r  r
year               | r   r  -      | r   r  -          | r   r  -         | r   r  -
term               | r   r  -      | r   r  -          | r   r  -         | r   r  -
subject            | r   r  -      | r   r  -          | r   r  -         | r   r  -
subject.level      | r   r  -      | r   r  -          | r   r  -         | r   r  -
subject.component  | r   r  -      | r   r  -          | r   r  -         | r   r  -
class              | r   -  -      | r   r  -          | r   -  -         | r   -  -
teaching           | r   -  -      | r   r  -          | r   -  -         | r   -  -
enrollment         | r   -  -      | r   r  -          | r   -  -         | r   -  -
student            | r   -  -      | r   r  -          | r   -  -         | r   -  -
student.profile    | -   -  -      | -   -  -          | r   -  -         | -   -  -
guardian           | -   -  -      | -   -  -          | r   -  -         | -   -  -
gradebook          | r   -  -      | r   r  -          | r   -  -         | r   -  -
assessment         | r   -  -      | r   r  -          | r   -  -         | rw  -  -
gradebook.line     | rw  -  -      | r   r  -          | r   -  -         | r   -  -
mark               | rcw -  -      | rcw r  -          | r   -  -         | r   -  -
journal.chain      | r   -  -      | r   r  -          | r   -  -         | r   -  -
journal.entry      | r   -  -      | r   r  -          | r   -  -         | r   -  -
mark.change        | r   -  -      | r   -  -          | -   -  -         | r   -  -
anomaly            | r   -  -      | r   r  -          | -   -  -         | r   -  -
lock               | r   r  -      | r   r  -          | r   r  -         | r   r  -
move.in            | r   r  -      | r   r  -          | r   r  -         | r   r  -
print.log          | -   -  -      | -   -  -          | -   -  -         | -   -  -
lock.exception     | rc  -  -      | rc  -  -          | r   -  -         | r   -  -
lock.exception.decision | - -  -   | -   -  -          | -   -  -         | -   -  -
delegation         | r   -  -      | r   -  -          | -   -  -         | -   -  -
deadline.rule      | r   r  -      | r   r  -          | r   r  -         | r   r  -
assessment.plan    | r   r  -      | r   r  -          | r   r  -         | rwd r  -
assessment.plan.line | r   r  -    | r   r  -          | r   r  -         | rcwd r -
assessment.plan.copy | c   -  -    | c   -  -          | c   -  -         | c   -  -
progress           | r   -  -      | r   -  -          | r   -  -         | r   -  -
department.check   | -   -  -      | -   -  -          | -   -  -         | rcw -  -
progress.report    | -   -  -      | -   -  -          | -   -  -         | -   -  -
lock.lift          | -   -  -      | -   -  -          | -   -  -         | -   -  -
account.wizard     | -   -  -      | -   -  -          | -   -  -         | -   -  -
anomaly.explain    | c   -  -      | c   -  -          | c   -  -         | c   -  -
term.choice        | c   -  -      | c   -  -          | c   -  -         | c   -  -
"""

OFFICE = """
model              | administrator  | leader     | clerk          | monitor
level              | r    r    r    | r   r  r   | r    r    r    | r   r  r
year               | rcw  rcw  -    | r   r  -   | r    r    -    | r   r  -
term               | rcw  rcw  -    | r   r  -   | r    r    -    | r   r  -
subject            | rcw  rcw  -    | r   r  -   | r    r    -    | r   r  -
subject.level      | rcwd rcwd -    | r   r  -   | r    r    -    | r   r  -
subject.component  | rcwd rcwd -    | r   r  -   | r    r    -    | r   r  -
class              | rcwd rcwd -    | r   r  -   | r    r    -    | r   r  -
teaching           | rcwd rcwd -    | r   r  -   | r    r    -    | r   r  -
enrollment         | rcw  rcw  -    | r   r  -   | r    r    -    | r   r  -
student            | rcw  rcw  -    | r   r  -   | rcw  rcw  -    | r   r  -
student.profile    | rcw  rcw  -    | r   r  -   | rcw  rcw  -    | -   -  -
guardian           | rcwd rcwd -    | r   r  -   | rcwd rcwd -    | -   -  -
gradebook          | rcw  rcw  -    | r   r  -   | r    r    -    | -   -  -
assessment         | rcwd rcwd -    | r   r  -   | r    r    -    | -   -  -
gradebook.line     | r    r    -    | r   r  -   | r    r    -    | -   -  -
mark               | r    r    -    | r   r  -   | r    r    -    | -   -  -
journal.chain      | r    r    -    | r   r  -   | r    r    -    | -   -  -
journal.entry      | r    r    -    | r   r  -   | r    r    -    | -   -  -
mark.change        | r    r    -    | r   r  -   | -    -    -    | -   -  -
anomaly            | r    r    -    | r   r  -   | -    -    -    | -   -  -
lock               | rc   rc   -    | r   r  -   | r    r    -    | r   r  -
move.in            | r    r    -    | rc  rc -   | r    r    -    | r   r  -
print.log          | r    r    -    | r   r  -   | r    r    -    | -   -  -
lock.exception     | r    r    -    | rc  rc -   | r    r    -    | -   -  -
lock.exception.decision | - -  -    | rcw -  -   | -    -    -    | -   -  -
delegation         | r    r    -    | rc  rc -   | r    r    -    | -   -  -
deadline.rule      | rcwd rcwd -    | r   r  -   | r    r    -    | r   r  -
assessment.plan    | rcwd rcwd -    | r   r  -   | r    r    -    | r   r  -
assessment.plan.line | rcwd rcwd -  | r   r  -   | r    r    -    | r   r  -
assessment.plan.copy | rcw  -    -  | c   -  -   | c    -    -    | c   -  -
progress           | r    r    -    | r   r  -   | r    r    -    | -   -  -
department.check   | -    -    -    | r   r  -   | -    -    -    | -   -  -
progress.report    | rc   rc   -    | rc  rc -   | r    r    -    | -   -  -
lock.lift          | rcw  -    -    | -   -  -   | -    -    -    | -   -  -
account.wizard     | rcw  -    -    | -   -  -   | -    -    -    | -   -  -
anomaly.explain    | rcw  -    -    | c   -  -   | c    -    -    | c   -  -
term.choice        | rcw  -    -    | c   -  -   | c    -    -    | c   -  -
"""

# teachers without an assignment, internal users without a role, parents' accounts,
# and the database's administrator, who is an administrator of the school's addon but
# of another company
NOBODY = ("plain_user", "portal_user")
WHOSE = ("own", "colleague", "other")
# the records that are own and a colleague's, for each role; see build_school.py
PLACES = {
    "geography_teacher": ("geography", "history", "other"),
    None: ("maths", "stranger", "other"),
}


def cells() -> dict[tuple[str, str, str], str]:
    """{(role, model, whose): letters}."""
    found = {}
    for table in (TEACHERS, OFFICE):
        head, *rows = [
            [part.strip() for part in line.split("|")]
            for line in table.strip().splitlines()
        ]
        for model, *row in rows:
            for role, cell in zip(head[1:], row, strict=True):
                words = cell.split()
                for whose, letters in zip(WHOSE, words, strict=True):
                    found[role, f"school.{model}", whose] = letters.replace("-", "")
    for role in NOBODY:
        for _role, model, whose in list(found):
            found[role, model, whose] = ""
    return found


CELLS = cells()
ROLES = list(dict.fromkeys(role for role, _model, _whose in CELLS))
MODELS = list(dict.fromkeys(model for _role, model, _whose in CELLS))
