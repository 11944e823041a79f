from datetime import time, timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime, groupby

from .school_progress_owed import owed_columns

MORNING = time(5)


class SchoolProgress(models.Model):
    """Every morning teachers find in their inbox what they still have to enter."""

    _inherit = "school.progress"

    # -- each school once a day ----------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind the staff of every school where the morning has come, once a day."""
        schools = self._schools_to_remind()
        self.env["ir.cron"]._commit_progress(remaining=len(schools))
        for school, today in schools:
            self.with_company(school)._remind(school, today)
            self.env["school.department.check"]._remind(school, today)
            school.school_reminded_on = today
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _schools_to_remind(self):
        """(school, its day) of those whose staff is still to be reminded today."""
        found = []
        yesterday = fields.Date.today() - timedelta(days=1)  # somewhere it still is
        years = self.env["school.year"].sudo().search([("date_end", ">=", yesterday)])
        for school in years.company_id:
            now = fields.Datetime.context_timestamp(
                self.with_context(tz=school.school_tz), fields.Datetime.now()
            )
            if now.time() >= MORNING and school.school_reminded_on != now.date():
                found.append((school, now.date()))
        return found

    @api.model
    def _remind(self, school, today):
        """Bring the teachers' activities up to date and send the day's mails."""
        owed = self._owed(SQL("a.company_id = %s", school.id))
        self._renew_activities(owed, school)
        self._send_digests({row.user for row in owed}, today)

    @api.model
    def _owed(self, condition):
        self.env.flush_all()
        self._plan_without_compiling()
        return owed_columns(self.env, fields.Datetime.now(), condition)

    # -- activities: one a teacher and gradebook -------------------------------------------

    @api.model
    def _reminders(self, books):
        """The open reminders of teachers in ``books``, as superuser."""
        kind = self.env.ref("school_gradebook.mail_activity_type_enter")
        return (
            self.env["mail.activity"]
            .sudo()
            .search_fetch(
                [
                    ("activity_type_id", "=", kind.id),
                    ("res_model", "=", "school.gradebook"),
                    ("res_id", "in", books),
                ],
                ["res_id", "user_id", "date_deadline", "summary"],
            )
        )

    @api.model
    def _renew_activities(self, owed, school):
        """Have one open activity a teacher and gradebook in ``owed``, and no other."""
        books = self.env["school.gradebook"].sudo()
        books = books._search([("company_id", "=", school.id)])
        wanted = self._wanted_activities(owed)
        there = {(act.res_id, act.user_id.id): act for act in self._reminders(books)}
        gone = [act.id for key, act in there.items() if key not in wanted]
        self.env["mail.activity"].sudo().browse(gone).unlink()
        self._change_activities(
            {
                there[key].id: vals
                for key, vals in wanted.items()
                if key in there
                and (there[key].date_deadline, there[key].summary) != vals
            }
        )
        self._add_activities({k: v for k, v in wanted.items() if k not in there})

    @api.model
    def _wanted_activities(self, owed):
        """{(book, user): (day, summary)}: the first deadline, the columns' names."""
        columns = self.env["school.assessment"].sudo().browse([o.column for o in owed])
        titles = {column.id: column._title() for column in columns}
        wanted = {}
        for key, rows in groupby(owed, lambda row: (row.book, row.user)):
            names = ", ".join(dict.fromkeys(titles[row.column] for row in rows))
            wanted[key] = (min(row.day for row in rows), names)
        return wanted

    @api.model
    def _change_activities(self, changed):
        """{activity: (day, summary)} written at once."""
        if not changed:
            return
        days, summaries = zip(*changed.values(), strict=True)
        self.env.execute_query(
            SQL(
                "UPDATE mail_activity a SET date_deadline = t.day, summary = t.summary"
                " FROM unnest(%s::int[], %s::date[], %s::text[]) AS t(id, day, summary)"
                " WHERE a.id = t.id RETURNING a.id",
                list(changed),
                list(days),
                list(summaries),
            )
        )
        self.env["mail.activity"].browse(changed).invalidate_recordset()

    @api.model
    def _add_activities(self, added):
        kind = self.env.ref("school_gradebook.mail_activity_type_enter")
        model = self.env["ir.model"]._get_id("school.gradebook")
        books = self.env["school.gradebook"].sudo().browse({book for book, _ in added})
        books.mapped("display_name")  # one query; each activity asks for its own
        # the day's mail tells of all of them: none sends one of its own
        activities = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        activities.sudo().create(
            [
                {
                    "activity_type_id": kind.id,
                    "automated": True,
                    "res_model_id": model,
                    "res_id": book,
                    "user_id": user,
                    "date_deadline": day,
                    "summary": summary,
                }
                for (book, user), (day, summary) in added.items()
            ]
        )

    @api.model
    def _close_reminders(self, books):
        """Close the reminders in ``books`` of which nothing is left to enter."""
        # every save asks: most books have no reminder, and searching is dear
        any_reminder = SQL(
            "SELECT 1 FROM mail_activity WHERE res_model = 'school.gradebook'"
            " AND res_id = ANY(%s) LIMIT 1",
            list(books),
        )
        if not self.env.execute_query(any_reminder):
            return
        reminders = self._reminders(list(books))
        if not reminders:
            return
        owed = self._owed(SQL("a.gradebook_id = ANY(%s)", list(books)))
        open_keys = {(row.book, row.user) for row in owed}
        reminders.filtered(
            lambda act: (act.res_id, act.user_id.id) not in open_keys
        ).unlink()

    # -- the day's mail ------------------------------------------------------------------

    @api.model
    def _send_digests(self, users, today):
        """One mail to each of ``users`` who had none today, over all their schools."""
        receivers = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("id", "in", list(users)),
                    ("partner_id.email", "!=", False),
                    "|",
                    ("school_digest_on", "=", False),
                    ("school_digest_on", "!=", today),
                ]
            )
        )
        if not receivers:
            return
        owed = self._owed(SQL("o.user_id = ANY(%s)", receivers.ids))
        by_user = {
            user: self._digest_rows(rows)
            for user, rows in groupby(owed, lambda row: row.user)
        }
        template = self.env.ref("school_gradebook.mail_template_owed").sudo()
        template.with_context(school_owed=by_user).send_mail_batch(list(by_user))
        receivers.write({"school_digest_on": today})

    @api.model
    def _digest_rows(self, rows):
        columns = self.env["school.assessment"].sudo().browse([r.column for r in rows])
        return [
            {
                "book": row.book_name,
                "column": column._title(),
                "deadline": format_datetime(
                    self.env,
                    row.deadline,
                    tz=column.company_id.school_tz,
                    dt_format="HH:mm dd/MM/yyyy",
                ),
                "overdue": row.overdue,
                "cells": row.cells,
            }
            for row, column in zip(rows, columns, strict=True)
        ]
