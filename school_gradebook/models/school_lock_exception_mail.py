from odoo import models

TYPE = "mail.mail_activity_data_todo"


class SchoolLockException(models.Model):
    """Who is told of a request and its decision, by activity and by mail."""

    _inherit = "school.lock.exception"

    def _leaders(self):
        """The accounts of the school's leadership."""
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref("school_gradebook.group_leadership").ids,
                    ),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                ]
            )
        )

    def _ask_leadership(self):
        """One activity per leader and one mail with the request's words and doors."""
        for record in self:
            leaders = (
                record._leaders() - record.user_ids - record.sudo().requested_by_id
            )
            if not leaders:
                continue
            thread = record.sudo()
            for leader in leaders:
                thread.activity_schedule(
                    TYPE, summary=record.name, note=record.reason, user_id=leader.id
                )
            thread.message_notify(
                partner_ids=leaders.partner_id.ids,
                subject=self.env._("Asks to open: %(what)s", what=record.name),
                body=record._mail_body(),
                model=record._name,
                res_id=record.id,
            )

    def _mail_body(self):
        """The request as the mail shows it, with a door to each answer."""
        return self.env["ir.qweb"]._render(
            "school_gradebook.opening_mail",
            {
                "record": self.sudo(),
                "door": f"{self.get_base_url()}/school/opening/{self.id}",
                "until": self.env["school.journal.entry"]._local(self.date_to),
            },
        )

    def _tell_decision(self):
        """Close the leaders' activities and tell those who may enter now."""
        words = {
            "granted": self.env._("Opened until %(until)s."),
            "refused": self.env._("Not opened: %(why)s"),
            "revoked": self.env._("Closed again: %(why)s"),
        }
        self.sudo().activity_unlink([TYPE])
        local = self.env["school.journal.entry"]._local
        for record in self.sudo():
            people = (record.user_ids | record.requested_by_id).partner_id
            body = words[record.state] % {
                "until": local(record.date_to)[:16],
                "why": record.revoke_reason or record.decision_note or "",
            }
            record.message_post(
                body=body,
                subject=record.name,
                partner_ids=people.ids,
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
                author_id=self.env.user.partner_id.id,
            )
