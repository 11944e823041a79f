from functools import cache

from odoo import api, models
from odoo.tools import SQL

from .. import regulations
from ..register.values import Value

value_of = cache(Value)  # some hundred values stand in all cells


class SchoolGradebookLine(models.Model):
    """Term and year results: stored, computed with the marks they stand on."""

    _inherit = "school.gradebook.line"

    # -- averages ----------------------------------------------------------------------

    def _recompute_results(self):
        """Term and year results of these students in these subjects, in one batch.

        TT22 article 9.1, TT58 articles 10 and 11. The year's result stands on the
        second term's line, so a change in the first term recomputes it too.
        """
        if not self:
            return
        self.env.flush_all()
        self._store_results(self._computed_results())

    def _computed_results(self, book_ids=None):
        """[(line, term result, year result)] as they follow from the marks stored.

        :param book_ids: all lines of these gradebooks instead of these lines; the
            statements are shorter then
        """
        pairs = self._with_both_terms(book_ids)
        cells = self._cells_by_line([row[0] for row in pairs])
        results, updates = {}, []
        for line, rule, kind, exempt, _number, _pair in pairs:
            results[line] = regulations.get(rule).term_result(
                kind, cells.get(line, ()), exempt
            )
        for line, rule, kind, _exempt, number, pair in pairs:
            year = regulations.Result("none")
            if number == "2":
                year = regulations.get(rule).year_result(
                    kind, results.get(pair), results[line]
                )
            updates.append((line, results[line], year))
        return updates

    @api.model
    def _first_wrong_result(self, book_ids):
        """(gradebook, line) of the first stored result that does not follow, or None.

        :param book_ids: gradebooks to look at; few enough for their marks in memory
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id, gradebook_id, average_state, average * 10, rating,"
                " year_state, year_average * 10, year_rating"
                " FROM school_gradebook_line WHERE gradebook_id = ANY(%s)",
                list(book_ids),
            )
        )
        stored = {row[0]: row[1:] for row in rows}
        wrong = [
            (stored[line][0], line)
            for line, term, year in self._computed_results(list(book_ids))
            if line in stored
            and stored[line][1:]
            != (
                *(term.state, term.tenths, term.rating),
                *(year.state, year.tenths, year.rating),
            )
        ]
        return min(wrong, default=None)

    def _books_of_both_terms(self, book_ids):
        """{book: (class, subject, regulation, kind, term number)}, both terms' books."""
        wanted = (
            SQL("= ANY(%s)", book_ids)
            if book_ids
            else SQL(
                "IN (SELECT gradebook_id FROM school_gradebook_line WHERE id = ANY(%s))",
                self.ids,
            )
        )
        rows = self.env.execute_query(
            SQL(
                """
            SELECT g.id, g.class_id, g.subject_id, c.regulation, s.kind, t.number
            FROM school_gradebook mine
            JOIN school_gradebook g
                ON g.class_id = mine.class_id AND g.subject_id = mine.subject_id
            JOIN school_class c ON c.id = g.class_id
            JOIN school_subject s ON s.id = g.subject_id
            JOIN school_term t ON t.id = g.term_id
            WHERE mine.id %s
            """,
                wanted,
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _with_both_terms(self, book_ids=None):
        """Rows (line, regulation, kind, exempt, term number, other term's line)."""
        # Small statements: one over all tables takes longer to plan than to run.
        books = self._books_of_both_terms(book_ids)
        mine = (
            SQL("TRUE")
            if book_ids
            else SQL(
                "enrollment_id IN (SELECT enrollment_id FROM school_gradebook_line"
                " WHERE id = ANY(%s))",
                self.ids,
            )
        )
        lines = self.env.execute_query(
            SQL(
                """
            SELECT id, gradebook_id, enrollment_id, COALESCE(exempt, FALSE)
            FROM school_gradebook_line
            WHERE gradebook_id = ANY(%s) AND %s
            """,
                list(books),
                mine,
            )
        )
        terms = {}
        for line, book, enrollment, _exempt in lines:
            terms.setdefault((*books[book][:2], enrollment), []).append(line)
        wanted, rows = set(self.ids), []
        for line, book, enrollment, exempt in lines:
            klass, subject, rule, kind, number = books[book]
            both = terms[klass, subject, enrollment]
            if book_ids or not wanted.isdisjoint(both):
                other = next((pair for pair in both if pair != line), None)
                rows.append((line, rule, kind, exempt, number, other))
        return rows

    def _cells_by_line(self, line_ids):
        """{line: [(column kind, Value), …] in the columns' order, blanks included}."""
        books = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, gradebook_id FROM school_gradebook_line"
                    " WHERE id = ANY(%s)",
                    line_ids,
                )
            )
        )
        columns = {}
        for book, column, kind in self.env.execute_query(
            SQL(
                "SELECT gradebook_id, id, kind FROM school_assessment"
                " WHERE gradebook_id = ANY(%s) ORDER BY sequence, number, id",
                list(set(books.values())),
            )
        ):
            columns.setdefault(book, []).append((column, kind))
        blank = Value("blank")
        stored = {
            (line, column): value_of(state, tenths, rating)
            for line, column, state, tenths, rating in self.env.execute_query(
                SQL(
                    "SELECT line_id, assessment_id, state, (score * 10)::int, rating"
                    " FROM school_mark WHERE line_id = ANY(%s)"
                    " AND state <> 'blank'",
                    line_ids,
                )
            )
        }
        return {
            line: [
                (kind, stored.get((line, column), blank))
                for column, kind in columns.get(book, ())
            ]
            for line, book in books.items()
        }

    def _store_results(self, updates):
        """Write (line, term result, year result) rows in one statement."""
        ids = [line for line, _term, _year in updates]
        self.env.execute_query(
            SQL(
                """
            UPDATE school_gradebook_line l SET
                average = t.tenths / 10.0, rating = t.rating, average_state = t.state,
                year_average = t.ytenths / 10.0, year_rating = t.yrating,
                year_state = t.ystate
            FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[], %s::int[],
                %s::text[], %s::text[])
                AS t(id, tenths, rating, state, ytenths, yrating, ystate)
            WHERE l.id = t.id AND (l.average, l.rating, l.average_state,
                l.year_average, l.year_rating, l.year_state) IS DISTINCT FROM
                (t.tenths / 10.0, t.rating, t.state, t.ytenths / 10.0, t.yrating,
                t.ystate)
            RETURNING l.id
            """,
                ids,
                [term.tenths for _l, term, _y in updates],
                [term.rating for _l, term, _y in updates],
                [term.state for _l, term, _y in updates],
                [year.tenths for _l, _t, year in updates],
                [year.rating for _l, _t, year in updates],
                [year.state for _l, _t, year in updates],
            )
        )
        self.browse(ids).invalidate_recordset(list(self._COMPUTED), flush=False)
