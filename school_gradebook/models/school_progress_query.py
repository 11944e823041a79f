"""The statement behind the progress board: every column with its figures.

It is one statement for a row and for a school, and touches what it must. The marks of
a column are counted in an index; students who are exempt, came late or left are few,
so they are counted apart and taken off; what is late is read from the journal, through
an index that leads from a column to what was entered after its deadline.
"""

from odoo.tools import SQL

from .school_journal_entering import COLUMN, ENTERING

# who owns column a of gradebook g today: as the guard finds it (school_scope.Owners)
_OWNS = """
    t.class_id = g.class_id AND t.subject_id = g.subject_id
        AND COALESCE(t.date_from <= d.today, TRUE)
        AND COALESCE(t.date_to >= d.today, TRUE)
        AND (t.component_id IS NULL OR t.component_id = a.component_id
            OR (a.component_id IS NULL AND t.lead))
"""
_OWNERS = f"""
    SELECT string_agg(DISTINCT e.name, ', ' ORDER BY e.name) AS teachers,
        CASE WHEN count(DISTINCT e.id) = 1 THEN min(e.id) END AS employee_id,
        CASE WHEN count(DISTINCT v.department_id) = 1 THEN min(v.department_id) END
            AS department_id
    FROM school_teaching t
    JOIN hr_employee e ON e.id = t.employee_id AND e.active
    LEFT JOIN hr_version v ON v.id = e.current_version_id
    WHERE {_OWNS}
"""
_ROWS = """
    SELECT count(*) AS n FROM school_gradebook_line r WHERE r.gradebook_id = g.id
"""
_MOVED = """
    SELECT array_agg(e.id) AS ids FROM school_enrollment e
    WHERE e.class_id = g.class_id AND (e.date_to IS NOT NULL OR e.date_from > y.date_start)
"""
_MARKS = """
    SELECT count(*) FILTER (WHERE m.state = 'recorded') AS recorded,
        count(*) FILTER (WHERE m.state = 'absent') AS absent
    FROM school_mark m WHERE m.assessment_id = a.id
"""
# rows of which this column asks nothing: exempt, or not in the class on the day when it
# was due; and blank cells that nobody can fill any more, the student having left since
_OUTSIDE = """
    SELECT count(*) FILTER (WHERE s.outside) AS n,
        count(*) FILTER (WHERE s.outside AND s.state = 'recorded') AS recorded,
        count(*) FILTER (WHERE s.outside AND s.state = 'absent') AS absent,
        count(*) FILTER (WHERE s.gone AND NOT s.outside
            AND s.state NOT IN ('recorded', 'absent')) AS gone,
        COALESCE(array_agg(s.id) FILTER (WHERE s.outside), '{}') AS lines
    FROM (
        SELECT r.id, COALESCE(m.state, 'blank') AS state,
            COALESCE(e.date_to < LEAST(d.today, t.date_end), FALSE) AS gone,
            COALESCE(r.exempt, FALSE) OR e.date_from > d.due
                OR COALESCE(e.date_to < d.due, FALSE) AS outside
        FROM school_gradebook_line r
        JOIN school_enrollment e ON e.id = r.enrollment_id
        LEFT JOIN school_mark m ON m.line_id = r.id AND m.assessment_id = a.id
        WHERE r.gradebook_id = g.id AND (r.exempt OR r.enrollment_id = ANY(v.ids))
    ) s
"""
# a cell is late when it came to hold its value after the deadline, the last time too
_LATE = f"""
    SELECT count(DISTINCT m.id) AS n FROM school_journal_entry j
    JOIN school_mark m ON m.id = j.record AND m.state = 'recorded'
    WHERE {COLUMN} = a.id AND j.at > a.deadline AND {ENTERING}
        AND NOT m.line_id = ANY(x.lines)
"""
_FIGURES = """
    SELECT (n.n - x.n)::int AS expected, (m.recorded - x.recorded)::int AS entered,
        (m.absent - x.absent)::int AS absent, l.n::int AS late, x.gone::int AS gone,
        (n.n - m.recorded - m.absent - (x.n - x.recorded - x.absent))::int AS missing
"""
_PROGRESS = f"""
    SELECT a.id, a.id AS assessment_id, a.gradebook_id, a.company_id, g.year_id,
        g.term_id, g.level_id, g.class_id, g.subject_id, a.kind, a.deadline, d.month,
        o.employee_id, o.teachers, o.department_id, h.user_id AS head_user_id,
        f.expected, f.entered, f.late, f.absent, f.missing,
        CASE WHEN a.deadline IS NULL THEN 0 ELSE f.entered - f.late END AS on_time,
        CASE WHEN d.over THEN f.missing ELSE 0 END AS missing_late,
        CASE WHEN d.over THEN 0 ELSE f.missing END AS not_due,
        f.missing - f.gone AS owed,
        CASE WHEN f.missing > 0 AND d.over THEN 'overdue'
            WHEN f.missing > 0 AND a.deadline IS NOT NULL THEN 'due'
            WHEN f.missing > 0 THEN 'open'
            WHEN f.absent > 0 THEN 'waiting'
            ELSE 'done' END AS state
    FROM school_assessment a
    JOIN school_gradebook g ON g.id = a.gradebook_id
    JOIN school_term t ON t.id = g.term_id
    JOIN school_year y ON y.id = g.year_id
    JOIN res_company k ON k.id = a.company_id
    CROSS JOIN LATERAL (
        SELECT (%s AT TIME ZONE 'UTC' AT TIME ZONE k.school_tz)::date AS today,
            LEAST((a.deadline AT TIME ZONE 'UTC' AT TIME ZONE k.school_tz)::date,
                t.date_end) AS due,
            date_trunc('month', a.deadline AT TIME ZONE 'UTC'
                AT TIME ZONE k.school_tz)::date AS month,
            COALESCE(a.deadline < %s, FALSE) AS over
    ) d
    LEFT JOIN LATERAL ({_OWNERS}) o ON TRUE
    LEFT JOIN hr_department p ON p.id = o.department_id
    LEFT JOIN hr_employee h ON h.id = p.manager_id
    LEFT JOIN LATERAL ({_ROWS}) n ON TRUE
    LEFT JOIN LATERAL ({_MOVED}) v ON TRUE
    LEFT JOIN LATERAL ({_MARKS}) m ON TRUE
    LEFT JOIN LATERAL ({_OUTSIDE}) x ON TRUE
    LEFT JOIN LATERAL ({_LATE}) l ON TRUE
    CROSS JOIN LATERAL ({_FIGURES}) f
"""


# the rows of a column, the most telling first
TELLING_LINE = f"""
    SELECT r.id
    FROM school_assessment a
    JOIN school_gradebook_line r ON r.gradebook_id = a.gradebook_id
        AND r.exempt IS NOT TRUE
    JOIN school_enrollment e ON e.id = r.enrollment_id
    LEFT JOIN school_mark m ON m.line_id = r.id AND m.assessment_id = a.id
    CROSS JOIN LATERAL (
        SELECT COALESCE(m.state, 'blank') NOT IN ('recorded', 'absent')
                AND e.date_to IS NULL AS blank,
            COALESCE(m.state, 'blank') = 'recorded' AND EXISTS (
                SELECT 1 FROM school_journal_entry j
                WHERE {COLUMN} = a.id AND j.at > a.deadline AND {ENTERING}
                    AND j.record = m.id
            ) AS late
    ) s
    WHERE a.id = %(column)s AND (s.blank OR s.late)
    ORDER BY s.blank = %(mine)s DESC, e.roll_number, r.id LIMIT 1
"""
# who enters today: the assigned teachers, and deputies by leadership's decision
_ENTERS = """
    SELECT t.user_id, t.head_user_id FROM hr_employee e
    WHERE e.id = t.employee_id AND e.active
    UNION ALL
    SELECT l.deputy_user_id, NULL FROM school_delegation l
    JOIN hr_employee e ON e.id = l.deputy_id AND e.active
    WHERE l.employee_id = t.employee_id AND COALESCE(l.class_id = t.class_id, TRUE)
        AND COALESCE(l.subject_id = t.subject_id, TRUE) AND l.revoked_at IS NULL
        AND d.today BETWEEN l.date_from AND l.date_to
"""
OWNED_COLUMNS = f"""
    SELECT a.id, o.user_id FROM school_teaching t
    JOIN res_company k ON k.id = t.company_id
    CROSS JOIN LATERAL (
        SELECT (%s AT TIME ZONE 'UTC' AT TIME ZONE k.school_tz)::date AS today
    ) d
    CROSS JOIN LATERAL ({_ENTERS}) o
    LEFT JOIN res_users u ON u.id = o.user_id
    JOIN school_gradebook g ON g.class_id = t.class_id AND g.subject_id = t.subject_id
    JOIN school_assessment a ON a.gradebook_id = g.id
    WHERE %s AND {_OWNS}
"""


_HOMEROOM = """
    SELECT a.id FROM school_class c JOIN school_gradebook g ON g.class_id = c.id
    JOIN school_assessment a ON a.gradebook_id = g.id WHERE c.homeroom_user_id = %s
"""


def columns_of(field, user, now):
    """The ids of the columns that ``user`` has to do with.

    :param field: ``"user_id"`` (enters them today), ``"head_user_id"`` (heads the
        department of who does) or ``"homeroom_user_id"`` (of the class)
    """
    if field == "homeroom_user_id":
        return SQL(_HOMEROOM, user)
    mine = SQL("%s = %s", SQL.identifier("o", field), user)
    return SQL("SELECT id FROM (%s) o", SQL(OWNED_COLUMNS, now, mine))


def progress_query(now):
    """The columns of every school with their figures as of ``now`` (UTC)."""
    return SQL(_PROGRESS, now, now)
