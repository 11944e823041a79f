from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request


class SchoolOpening(http.Controller):
    """Where the buttons of the mail lead: the request, and one button to answer it.

    Following a link changes nothing; the answer is a form of its own.
    """

    @http.route(
        "/school/opening/<int:opening>/<string:answer>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def answer(self, opening, answer, reason="", **_options):
        """Show the request; on POST, decide it as the user."""
        record = request.env["school.lock.exception"].browse(opening).exists()
        if answer not in ("grant", "refuse") or not record.has_access("read"):
            raise request.not_found()
        message = ""
        if request.httprequest.method == "POST":
            try:
                if answer == "grant":
                    record.action_grant()
                else:
                    record.action_refuse(reason)
            except (AccessError, UserError) as error:
                message = str(error)
        states = dict(record._fields["status"]._description_selection(record.env))
        return request.render(
            "school_gradebook.opening_page",
            {
                "record": record,
                "answer": answer,
                "message": message
                or ("" if record.can_decide else states[record.status]),
                "until": record.env["school.journal.entry"]._local(record.date_to)[:16],
            },
        )
