from odoo import api, fields, models


class SchoolTerm(models.Model):
    _name = "school.term"
    _inherit = ["school.kept"]
    _description = "Term"
    _order = "year_id desc, number"
    _check_company_auto = True
    _kept_fields = ("company_id", "year_id")

    name = fields.Char(compute="_compute_name", search="_search_name")
    number = fields.Selection(
        [("1", "Term I"), ("2", "Term II")], required=True, default="1"
    )
    year_id = fields.Many2one(
        "school.year", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(
        related="year_id.company_id", store=True, index=True, precompute=True
    )
    date_start = fields.Date(required=True)
    date_end = fields.Date(required=True)

    _number_uniq = models.UniqueIndex(
        "(year_id, number)", "The year already has this term."
    )
    _dates = models.Constraint(
        "CHECK (date_start < date_end)", "A term ends after it starts."
    )

    @api.depends("number")
    def _compute_name(self):
        labels = dict(self._fields["number"]._description_selection(self.env))
        for term in self:
            term.name = labels.get(term.number, "")

    @api.model
    def _search_name(self, operator, value):
        """Terms by their name in the reader's language, as the search bar asks."""
        labels = self._fields["number"]._description_selection(self.env)
        if operator == "in":
            numbers = [number for number, label in labels if label in value]
        elif operator == "ilike":
            wanted = (value or "").lower()
            numbers = [number for number, label in labels if wanted in label.lower()]
        else:
            return NotImplemented
        return fields.Domain("number", "in", numbers)

    @api.depends("number", "year_id.name")
    def _compute_display_name(self):
        for term in self:
            term.display_name = f"{term.name} {term.year_id.name or ''}".strip()

    def _check_planned(self, day, column):
        """Refuse a day planned outside the term.

        :param column: the column's title, for the sentence
        """
        self.ensure_one()
        if day and not self.date_start <= day <= self.date_end:
            self.env["school.register.entry"]._raise(
                "planned_outside_term",
                column=column,
                day=f"{day:%d/%m/%Y}",
                start=f"{self.date_start:%d/%m/%Y}",
                end=f"{self.date_end:%d/%m/%Y}",
            )

    def _check_days_open(self, vals):
        """Refuse other days of a term that a lock closes as a whole."""
        names = {"date_start", "date_end"} & vals.keys()
        changed = self.sudo().filtered(
            lambda term: any(
                term[name] != fields.Date.to_date(vals[name]) for name in names
            )
        )
        if not changed:
            return
        self.check_access("write")  # the refusal names the term
        locks = self.env["school.lock"].sudo()._closing_whole(changed.year_id)
        for term in changed:
            for lock in locks:
                if lock.year_id == term.year_id and (
                    not lock.term_id or term.number <= lock.term_id.number
                ):
                    self.env["school.register.entry"]._raise(
                        "term_closed", term=term.display_name, lock=lock.name
                    )

    def write(self, vals):
        """A term is the first or second of its year for good once books exist."""
        if {"number", "year_id"} & vals.keys():
            books = self.env["school.gradebook"].sudo()
            if books.search_count([("term_id", "in", self.ids)], limit=1):
                self.env["school.register.entry"]._raise("term_frozen")
        self._check_days_open(vals)
        result = super().write(vals)
        if {"date_start", "date_end"} & vals.keys():
            self.env["school.assessment"]._refresh_deadlines(
                [("term_id", "in", self.ids)]
            )
        return result
