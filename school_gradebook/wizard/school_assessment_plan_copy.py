from odoo import api, fields, models


class SchoolAssessmentPlanCopy(models.TransientModel):
    """Copying a plan to the classes, after showing what it would change."""

    _name = "school.assessment.plan.copy"
    _description = "Copy an assessment plan to the classes"

    plan_ids = fields.Many2many(
        "school.assessment.plan",
        "school_assessment_plan_copy_rel",
        "copy_id",
        "plan_id",
        required=True,
    )
    change_count = fields.Integer("Columns to plan", compute="_compute_counts")
    same_count = fields.Integer("Planned so already", compute="_compute_counts")
    locked_count = fields.Integer("Over and locked", compute="_compute_counts")
    adjusted_count = fields.Integer("Adjusted", compute="_compute_counts")
    adjusted_names = fields.Text("Adjusted for their class", compute="_compute_counts")
    overwrite = fields.Boolean("Overwrite the adjusted columns too")

    @api.depends("plan_ids")
    def _compute_counts(self):
        for copy in self:
            found = copy.plan_ids._compare()
            adjusted = self.env["school.assessment"].union(*found["adjusted"].values())
            copy.change_count = sum(map(len, found["change"].values()))
            copy.same_count = len(found["same"])
            copy.locked_count = len(found["locked"])
            copy.adjusted_count = len(adjusted)
            named = adjusted.sudo().with_context(school_full_names=True)
            copy.adjusted_names = "\n".join(named.mapped("display_name"))

    def action_copy(self):
        """Copy the plans; the classes' columns say so at once."""
        self.ensure_one()
        count = self.plan_ids._copy_to_classes(self.overwrite)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s columns are planned.", count=count),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
