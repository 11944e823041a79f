from odoo import api, fields, models
from odoo.tools import SQL

from .. import regulations
from ..register.page import column_group, level_counts, page_digest, result_columns
from ..register.values import display
from ..workbooks.page_xlsx import write_subject_pages
from .school_scope import left_text

TT22_TITLE = "SỔ THEO DÕI VÀ ĐÁNH GIÁ HỌC SINH"
TT58_TITLE = "SỔ GỌI TÊN VÀ GHI ĐIỂM"
TERMS = {1: "Học kì I", 2: "Học kì II"}


class SchoolGradebook(models.Model):
    """The gradebook as a page of the register: what PDF, workbook and archive show."""

    _inherit = "school.gradebook"

    def _page_data(self):
        """These gradebooks as pages: one plain, JSON-able dict each, in their order.

        Every text is as the Ministry's form writes it, whatever the reader's language.
        The number of queries does not depend on the number of gradebooks.

        :raise AccessError: when the user may not read one of them
        """
        self.check_access("read")
        self.env.flush_all()
        books = self._page_books()
        columns, rows = self._page_columns(), self._page_rows()
        cells, teachers = self._page_cells(), self._page_teachers(books)
        return [
            self._page(
                books[book_id],
                columns.get(book_id, []),
                rows.get(book_id, []),
                cells.get(book_id, {}),
                teachers[book_id],
            )
            for book_id in self.ids
        ]

    def _page(self, book, columns, rows, cells, teachers):
        """One page of ``_page_data`` from what was read."""
        kind, second = book["kind"], book["term_number"] == "2"
        whole = book["whole"] and kind == "scored"
        results = result_columns(kind, int(book["term_number"]))
        page = {
            **self._page_header(book),
            "teachers": teachers,
            "columns": [
                {
                    "kind": column_kind,
                    "group": column_group(book["regulation"], kind, column_kind),
                    "label": str(order) if column_kind in ("tx", "dk") else "",
                    "component": component or "",
                }
                for _id, column_kind, order, component in columns
            ],
            "result_columns": results,
            "result_label": next(r["label"] for r in results if r["key"] == "result"),
            "year_columns": second,
            "rows": [
                self._page_row(row, columns, cells, whole, second) for row in rows
            ],
            **self._page_stats(book, rows, second),
            **self._page_print(book["tz"]),
        }
        page["digest"] = page_digest(page)
        return page

    @api.model
    def _page_header(self, book):
        """What stands above and below the table: school, form, class, subject, term."""
        tt22 = book["regulation"] == "TT22"
        number = int(book["term_number"])
        return {
            "school": book["school"],
            "parent_office": book["parent_office"] or "",
            "place": book["place"] or "",
            "title": TT22_TITLE if tt22 else TT58_TITLE,
            "subtitle": "(Theo lớp học)" if tt22 else "(Phần ghi điểm)",
            "class": book["class"],
            "subject": book["subject"],
            "subject_kind": book["kind"],
            "term_name": TERMS[number],
            "term_number": number,
            "year": book["year"],
            "regulation": book["regulation"],
            "regulation_title": regulations.get(book["regulation"]).title,
            "homeroom": book["homeroom"] or "",
        }

    @api.model
    def _page_row(self, row, columns, cells, whole, second):
        """One student's row, every value as the form writes it."""
        marks = cells.get(row["id"], {})
        results = {
            key: regulations.Result(row[f"{key}_state"] or "none", *row[key])
            for key in ("result", *(("hk1", "year") if second else ()))
        }
        values = {key: display(result.text) for key, result in results.items()}
        states = {f"{key}_state": result.state for key, result in results.items()}
        return {
            "number": row["number"],
            "code": row["code"],
            "name": row["name"],
            "birth_date": f"{row['birth_date']:%d/%m/%Y}" if row["birth_date"] else "",
            "cells": [
                display(marks.get(column[0], ""), whole and column[1] == "tx")
                for column in columns
            ],
            "hk1": "",
            "year": "",
            **values,
            **states,
            "comment": row["comment"] or "",
            "note": left_text(row["left_on"], row["left_how"]),
            "exempt": row["exempt"],
        }

    @api.model
    def _page_stats(self, book, rows, second):
        """Students at each level; who left before the term ended is not counted."""
        counted = [
            row
            for row in rows
            if not row["left_on"] or row["left_on"] >= book["term_end"]
        ]

        def counts(key):
            return level_counts(
                book["kind"],
                [
                    regulations.Result(row[f"{key}_state"] or "none", *row[key]).text
                    for row in counted
                    if row[f"{key}_state"] != "exempt"
                ],
            )

        return {
            "stats": counts("result"),
            "year_stats": counts("year") if second else {},
        }

    @api.model
    def _page_print(self, timezone):
        """When and for whom, by the school's clock."""
        now = fields.Datetime.context_timestamp(
            self.with_context(tz=timezone), fields.Datetime.now()
        )
        return {
            "printed_at": f"{now:%H:%M} ngày {now:%d/%m/%Y}",
            "printed_by": self.env.user.name,
        }

    def _page_xlsx(self):
        """The pages as one workbook, a sheet each; the export is logged.

        :raise AccessError: when the user may not read one of the gradebooks
        """
        pages = self._page_data()
        self.env["school.print.log"]._record(self, pages, "subject_page", "xlsx")
        return write_subject_pages(pages)

    def _page_file_name(self):
        """What a file with these pages is called, without its ending."""
        name = self.name if len(self) == 1 else f"{len(self)} sổ"
        return f"Sổ điểm {name}".replace("/", "-")

    def action_export_xlsx(self):
        """Download these gradebooks' pages as an Excel workbook."""
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/school/gradebook/{ids}/page.xlsx",
            "target": "download",
        }

    # -- reading, one query each -----------------------------------------------------

    def _page_query(self, query, *args):
        """Rows of a query as dicts, named by its own columns."""
        self.env.cr.execute(SQL(query, *args))
        return self.env.cr.dictfetchall()

    def _page_books(self):
        rows = self._page_query(
            """
            SELECT g.id, g.class_id, g.subject_id, k.name AS school,
                k.school_parent_office AS parent_office, k.school_place AS place,
                k.school_tz AS tz, k.school_whole_regular AS whole, c.name AS class,
                c.regulation, s.name AS subject, s.kind, t.number AS term_number,
                t.date_start AS term_start, t.date_end AS term_end, y.name AS year,
                e.name AS homeroom
            FROM school_gradebook g JOIN school_class c ON c.id = g.class_id
            JOIN school_subject s ON s.id = g.subject_id
            JOIN school_term t ON t.id = g.term_id
            JOIN school_year y ON y.id = g.year_id
            JOIN res_company k ON k.id = g.company_id
            LEFT JOIN hr_employee e ON e.id = c.homeroom_id
            WHERE g.id = ANY(%s)
            """,
            self.ids,
        )
        return {row["id"]: row for row in rows}

    def _page_columns(self):
        """{book: [(column, kind, number, component name), …] in order}"""
        columns = {}
        for book, *column in self.env.execute_query(
            SQL(
                """
            SELECT a.gradebook_id, a.id, a.kind, a.number, p.name
            FROM school_assessment a
            LEFT JOIN school_subject_component p ON p.id = a.component_id
            WHERE a.gradebook_id = ANY(%s) ORDER BY a.sequence, a.number, a.id
            """,
                self.ids,
            )
        ):
            columns.setdefault(book, []).append(tuple(column))
        return columns

    def _page_rows(self):
        """{book: rows by roll number}; results as (tenths, rating) beside their state."""
        rows = {}
        for row in self._page_query(
            """
            SELECT l.id, l.gradebook_id AS book, e.roll_number AS number, s.code,
                s.name, s.birth_date, l.comment, COALESCE(l.exempt, FALSE) AS exempt,
                e.date_to AS left_on, e.out_reason AS left_how,
                l.average_state AS result_state, l.year_state, o.average_state AS hk1_state,
                (l.average * 10)::int AS result, l.rating AS result_rating,
                (l.year_average * 10)::int AS year, l.year_rating,
                (o.average * 10)::int AS hk1, o.rating AS hk1_rating
            FROM school_gradebook_line l
            JOIN school_gradebook g ON g.id = l.gradebook_id
            JOIN school_enrollment e ON e.id = l.enrollment_id
            JOIN school_student s ON s.id = e.student_id
            LEFT JOIN (school_gradebook_line o
                JOIN school_gradebook og ON og.id = o.gradebook_id
                JOIN school_term ot ON ot.id = og.term_id AND ot.number = '1')
                ON o.enrollment_id = l.enrollment_id AND og.class_id = g.class_id
                AND og.subject_id = g.subject_id
            WHERE l.gradebook_id = ANY(%s) ORDER BY e.roll_number, l.id
            """,
            self.ids,
        ):
            for key in ("result", "year", "hk1"):
                row[key] = (row[key], row[f"{key}_rating"])
            rows.setdefault(row["book"], []).append(row)
        return rows

    def _page_cells(self):
        """{book: {row: {column: canonical text}}}"""
        cells = {}
        for book, row, column, text in self.env.execute_query(
            SQL(
                "SELECT gradebook_id, line_id, assessment_id, %s FROM school_mark m"
                " WHERE gradebook_id = ANY(%s)",
                self.env["school.mark"]._text_sql(),
                self.ids,
            )
        ):
            cells.setdefault(book, {}).setdefault(row, {})[column] = text
        return cells

    def _page_teachers(self, books):
        """{book: who taught the subject in the term, component by component}"""
        taught = self.env.execute_query(
            SQL(
                """
            SELECT t.class_id, t.subject_id, t.date_from, t.date_to, e.name, p.name
            FROM school_teaching t JOIN hr_employee e ON e.id = t.employee_id
            LEFT JOIN school_subject_component p ON p.id = t.component_id
            WHERE t.class_id = ANY(%s) AND t.subject_id = ANY(%s)
            ORDER BY p.sequence NULLS FIRST, p.id, t.date_from NULLS FIRST, t.id
            """,
                list({book["class_id"] for book in books.values()}),
                list({book["subject_id"] for book in books.values()}),
            )
        )
        by_book = {}
        for klass, subject, *rest in taught:
            by_book.setdefault((klass, subject), []).append(rest)
        teachers = {}
        for book_id, book in books.items():
            # a teacher of two spells stands once
            found = dict.fromkeys(
                (name, component or "")
                for start, end, name, component in by_book.get(
                    (book["class_id"], book["subject_id"]), ()
                )
                if (not start or start <= book["term_end"])
                and (not end or end >= book["term_start"])
            )
            teachers[book_id] = [
                {"name": name, "component": component} for name, component in found
            ]
        return teachers
