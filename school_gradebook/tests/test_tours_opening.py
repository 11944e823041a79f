from odoo.tests import HttpCase, tagged

from .common import SchoolCommon


@tagged("post_install", "-at_install")
class TestToursOpening(SchoolCommon, HttpCase):
    """The teacher asks from the locked grid, leadership opens, the mark is entered."""

    def test_asking_granting_and_using_an_opening(self):
        book = self.book(self.class_a, self.maths)
        student = self.students_a[0]
        self.enter(self.maths_teacher, book, {(student, "tx", 1): "8.0"})
        self.lock(book, subject_id=self.maths.id)
        grid = f"/odoo/gradebook-grid/{book.id}"

        self.start_tour(grid, "school_opening_ask", login="maths_teacher")
        request = self.env["school.lock.exception"].search(
            [("gradebook_id", "=", book.id)]
        )
        self.assertEqual(request.assessment_ids, self.column(book, "tx"))
        self.assertEqual(request.state, "requested")

        self.start_tour("/odoo/openings", "school_opening_grant", login="leader")
        request.invalidate_recordset()
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.decided_by_id, self.leader)

        self.start_tour(grid, "school_opening_use", login="maths_teacher")
        mark = book.mark_ids
        mark.invalidate_recordset()
        self.assertEqual(mark.score, 9)
        entries = self.env["school.journal.entry"].search(
            [("record", "=", mark.id), ("model", "=", "school.mark")], order="sequence"
        )
        self.assertEqual(
            entries.mapped("reference"), ["", f"school.lock.exception,{request.id}"]
        )
