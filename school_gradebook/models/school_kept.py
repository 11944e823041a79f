from odoo import api, models


class SchoolKept(models.AbstractModel):
    """What the register stands on: what is computed is never entered, and a record
    stays where it was made.

    Locks, owners and regulations follow from these fields; a caller who could write
    them would walk past every guard without touching a mark.
    """

    _name = "school.kept"
    _description = "Kept in its place"

    # fields that never change after creation
    _kept_fields = ("company_id",)
    # stored fields that the server alone fills in
    _told_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_computed(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_computed(vals)
        self._refuse_moved(vals)
        return super().write(vals)

    @api.model
    def _refuse_computed(self, vals):
        """Refuse stored values that follow from others; “read-only” is for screens."""
        for name in vals:
            field = self._fields.get(name)
            told = name in self._told_fields
            if told or (field and field.compute and field.store and field.readonly):
                self.env["school.register.entry"]._raise(
                    "computed_kept", field=field._description_string(self.env)
                )

    def _refuse_moved(self, vals):
        """Refuse to change where a record belongs."""
        names = set(self._kept_fields) & vals.keys()
        if names:
            self.check_access("write")  # the refusal names the record
        for name in names:
            field = self._fields[name]
            for record in self.sudo():
                if field.convert_to_write(record[name], record) != vals[name]:
                    self.env["school.register.entry"]._raise(
                        "place_kept",
                        name=record.display_name,
                        field=field._description_string(self.env),
                    )
