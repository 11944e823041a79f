"""The sentences for refusals, in one place and in the user's language."""

from odoo.tools.translate import LazyTranslate

from .school_problem_workbooks import WORKBOOK_TEXTS

_lt = LazyTranslate(__name__)

TEXTS = {
    **WORKBOOK_TEXTS,
    # values
    "not_a_mark": _lt("“%(raw)s” is not a mark; enter a number from 0 to 10."),
    "above_10": _lt("“%(raw)s” is above 10; marks go from 0 to 10."),
    "negative": _lt("“%(raw)s” is below 0; marks go from 0 to 10."),
    "two_decimals": _lt("“%(raw)s” has more than one decimal."),
    "not_whole": _lt("“%(raw)s”: regular marks are whole numbers in this school."),
    "not_a_rating": _lt("“%(raw)s” is neither Đ (passed) nor CĐ (not passed)."),
    "formula": _lt("The cell holds a formula (%(raw)s); enter the value itself."),
    "wrong_type": _lt("“%(raw)s” is not a value of the register."),
    "exempt_by_decision": _lt(
        "Exemption follows from the principal's decision on the student's file, not"
        " from the cell."
    ),
    "student_exempt": _lt("The student is exempt from this subject."),
    "student_left": _lt("%(student)s is no longer in the class: %(left)s."),
    "comment_too_long": _lt("The comment is longer than %(limit)s characters."),
    # who
    "not_your_gradebook": _lt(
        "%(book)s is entered by %(owner)s; you are not assigned to it today."
    ),
    "column_of_colleague": _lt("This column is entered by %(owner)s."),
    "exemption_by_administrator": _lt(
        "Exemptions are recorded by an administrator on the principal's decision."
    ),
    # locks
    "locked": _lt(
        "Locked: %(what)s, since %(since)s, decided by %(decided)s, carried out by"
        " %(carried)s. A locked value changes only by a correction that leadership"
        " approves."
    ),
    "locked_weekly": _lt(
        "Locked: %(what)s. What was entered before %(since)s is closed, decided by"
        " %(decided)s, carried out by %(carried)s. A locked value changes only by a"
        " correction that leadership approves."
    ),
    "locked_deadline": _lt(
        "Locked: the deadline of this column passed on %(since)s (%(what)s, decided by"
        " %(decided)s, carried out by %(carried)s). Ask leadership to open it."
    ),
    "term_waits": _lt(
        "The term cannot be closed: %(count)s cells wait for a make-up test (%(cells)s)."
        " Enter the marks, or the circular's consequence, first."
    ),
    # make-up tests
    "bad_makeup_changes": _lt(
        "The changes are not a list of cells with line and assessment and, for a make-up"
        " day, date."
    ),
    "makeup_not_waiting": _lt(
        "A make-up day belongs to a cell whose student was absent; enter the absence"
        " first."
    ),
    "makeup_bad_day": _lt(
        "A make-up test is held from today to the last day of the term, %(end)s."
    ),
    "consequence_not_due": _lt(
        "%(student)s may still make the test up: the circular's consequence is entered"
        " after the make-up day has passed."
    ),
    # openings and delegations
    "opening_without_cells": _lt("Choose the columns to open, or the comments."),
    "opening_over": _lt("The moment until which to open has passed already."),
    "opening_of_open_cells": _lt(
        "None of these locks holds these cells: they need no opening."
    ),
    "opening_for_others": _lt("Ask for yourself; leadership opens for others."),
    "opening_own": _lt("%(name)s: nobody decides on an opening of their own."),
    "opening_decided": _lt("%(name)s was decided or has expired already."),
    "opening_not_granted": _lt("%(name)s is not open, so there is nothing to close."),
    "opening_kept": _lt(
        "An opening stays as it was asked and decided; revoke it and ask for another."
    ),
    "deputy_without_account": _lt(
        "%(name)s has no account and cannot enter for somebody; make one first."
    ),
    "deputy_oneself": _lt("Nobody of the leadership makes themselves a deputy."),
    "delegation_kept": _lt(
        "A delegation stays as decided; revoke it and decide another."
    ),
    # locks, kept
    "lock_kept": _lt(
        "A lock is not changed or deleted; lift it with a reason and set another."
    ),
    "lock_lifted_already": _lt("This lock was lifted already."),
    "decider_not_leadership": _lt(
        "%(name)s is not of the school's leadership and cannot decide a lock."
    ),
    "lock_covers_nothing": _lt(
        "The term, the level and the class of a lock belong together and to its year."
    ),
    "reason_missing": _lt("Give the reason."),
    "marks_by_teachers": _lt(
        "None of these gradebooks is entered by this account. Marks are entered by the"
        " teachers of the class; an administrator loads a workbook for them only while"
        " leadership has opened a move-in period."
    ),
    "bad_changes": _lt(
        "The changes are not a list of cells with line, assessment, value and seen."
    ),
    # assessment plan and deadlines
    "not_planner": _lt(
        "Columns are planned by administrators and by the head of the department that"
        " teaches the subject."
    ),
    "planned_outside_term": _lt(
        "%(column)s: %(day)s is outside the term, which goes from %(start)s to %(end)s."
    ),
    "day_outside_term": _lt(
        "%(day)s is outside the term, which goes from %(start)s to %(end)s."
    ),
    "held_in_future": _lt("%(day)s has not come yet; record the test once it is held."),
    "bad_held_changes": _lt(
        "The changes are not a list of columns with assessment, date and seen."
    ),
    "nothing_to_post": _lt("%(column)s holds no mark that could have been posted."),
    "column_held": _lt(
        "The journal tells when %(column)s was held; it cannot be removed."
    ),
    "rule_window": _lt(
        "%(name)s: a window has a first and a last day, in this order, for one term at"
        " least."
    ),
    "plan_without_periods": _lt(
        "%(subject)s has no periods at level %(level)s; no column follows."
    ),
    # anomalies
    "anomaly_kept": _lt(
        "An anomaly is kept as it was found; explain it, or correct the marks."
    ),
    "anomaly_gone": _lt("What was found here is no longer so; nothing is to explain."),
    "explanation_missing": _lt("Say how it came about."),
    "explained_by_teacher": _lt(
        "An anomaly is explained by the teacher of its column or by leadership."
    ),
    # verification
    "nothing_to_verify": _lt(
        "There is no journal to verify: none of these gradebooks is yours to read."
    ),
    "entry_altered": _lt(
        "%(book)s: entry %(number)s of the journal was altered after it was written."
    ),
    "entry_missing": _lt("%(book)s: entry %(number)s of the journal is missing."),
    "entries_dropped": _lt(
        "%(book)s: the journal ends before entry %(number)s, which was written once."
    ),
    "chain_missing": _lt("%(place)s: the whole journal of this gradebook is gone."),
    "value_differs": _lt(
        "%(book)s: %(place)s holds another value than the journal's last one; it was"
        " changed around the register."
    ),
    "average_differs": _lt(
        "%(book)s: the average of %(place)s does not follow from the marks; it was"
        " changed around the register."
    ),
    # import
    "unknown_import": _lt("“%(kind)s” is not a kind of workbook that can be imported."),
    "not_a_file": _lt("No file arrived; choose the workbook again."),
    "preview_outdated": _lt(
        "What would be written is no longer what was shown: the file, the register or"
        " a lock has changed. Look at the preview again, then confirm."
    ),
    "class_not_found": _lt(
        "The class “%(name)s” of year %(year)s is not among those you may see; choose"
        " the class above."
    ),
    "term_not_told": _lt(
        "The workbook does not say which term it is; open it from the gradebook."
    ),
    "subject_not_told": _lt(
        "The sheet does not say which subject it holds; name the sheet after"
        " the subject."
    ),
    "gradebook_not_yours": _lt(
        "%(subject)s of class %(klass)s is not among your gradebooks."
    ),
    # printing
    "pdf_engine_missing": _lt(
        "This server can make no PDF: neither Chromium nor wkhtmltopdf is installed, or"
        " the one set in School settings is not."
    ),
    "pdf_engine_failed": _lt("%(engine)s could not make the PDF: %(detail)s"),
    "pdf_engine_timeout": _lt(
        "%(engine)s did not finish the PDF within %(seconds)s seconds."
    ),
    "pdf_pages_differ": _lt(
        "%(engine)s made %(made)s pages where the register has %(expected)s; nothing"
        " was printed."
    ),
    # structure
    "one_gradebook": _lt("Name one gradebook, no more and no less."),
    "no_such_cell": _lt("There is no such cell in this gradebook."),
    "wrong_column": _lt("The student and the column are of different gradebooks."),
    "cell_moved": _lt(
        "A value of the register stays with its student and column; it cannot be moved."
    ),
    "cell_kept": _lt(
        "A cell of the register is cleared, never deleted, so that its history is one."
    ),
    "cell_exists": _lt(
        "This cell exists already; change its value instead of creating it again."
    ),
    "blank_cell_created": _lt("A new cell needs a value."),
    "average_computed": _lt("Averages are computed from the marks, never entered."),
    "journal_only": _lt("The journal is written by the register alone."),
    "computed_kept": _lt("“%(field)s” follows from other data; it is never entered."),
    "place_kept": _lt(
        "The register depends on %(name)s: its “%(field)s” can no longer change."
    ),
    "cell_twice": _lt("The same cell comes twice in one request."),
    "not_checked": _lt("Values reach the register through its guard alone."),
    "value_missing": _lt("A recorded mark needs its value."),
    "name_kept": _lt(
        "The journal names you by this name; the school's office changes it."
    ),
    "identity_kept": _lt("%(name)s has marks; the “%(field)s” can no longer change."),
    "term_closed": _lt("%(term)s is closed (%(lock)s); its days no longer change."),
    "handed_to_oneself": _lt(
        "%(subject)s of class %(klass)s holds marks: nobody hands such a gradebook to"
        " themselves. Another administrator assigns you, or leadership delegates."
    ),
    "enrollment_frozen": _lt(
        "The student and the class of an enrolment stay; record a movement instead."
    ),
    "enrollment_kept": _lt(
        "An enrolment is never deleted; enter the day on which the student left."
    ),
    "column_frozen": _lt("The kind, number and weight of a column never change."),
    "column_unknown": _lt("The circular %(circular)s has no such kind of column."),
    "column_once": _lt("The gradebook has its one column of this kind already."),
    "column_number": _lt(
        "The next column of this kind is number %(expected)s, not %(raw)s."
    ),
    "column_used": _lt("%(column)s holds marks and cannot be removed."),
    "class_frozen": _lt(
        "The class has gradebooks under the circular of its year and level; these no"
        " longer change."
    ),
    "year_frozen": _lt("The year has gradebooks; its name no longer changes."),
    "term_frozen": _lt("The term has gradebooks; its number no longer changes."),
    "book_frozen": _lt("The class, subject and term of a gradebook never change."),
    "book_of_other_year": _lt("The term of a gradebook is of its class's year."),
    "book_kept": _lt("A gradebook is never deleted."),
    "subject_kind_frozen": _lt(
        "%(subject)s has gradebooks; whether it is scored can no longer change."
    ),
    # checks of departments, reports
    "check_signed": _lt("%(name)s is signed; nothing of it changes any more."),
    "check_by_head": _lt(
        "The check of %(department)s is written and signed by its head, %(head)s."
    ),
    "check_moved": _lt("The department and the month of a check never change."),
    "check_kept": _lt("A check of a department is never deleted."),
    "finding_missing": _lt("Write down what was found before signing."),
    "figures_old": _lt(
        "The figures shown are of %(day)s. Refresh them, look at them again, then sign."
    ),
    "month_to_come": _lt("The month %(month)s has not begun yet."),
    "report_kept": _lt("A report stays as it was made; make another one instead."),
    "move_in_kept": _lt(
        "A move-in period is not changed or deleted; close it instead."
    ),
}


def problem_text(env, problem):
    """The sentence for a ``Problem`` in the user's language.

    :param problem: carries ``code`` and ``params``
    """
    if not env.context.get("lang"):  # calls by other software bring no language along
        env = env(context=dict(env.context, lang=env.user.lang))
    sentence = env._(TEXTS[problem.code])
    return sentence % {
        name: _number_text(env, value) if isinstance(value, float) else value
        for name, value in problem.params.items()
    }


def _number_text(env, number):
    """A number with the language's decimal sign; none where it is whole."""
    point = env["res.lang"]._get_data(code=env.lang or "en_US").decimal_point or "."
    return f"{number:g}".replace(".", point)
