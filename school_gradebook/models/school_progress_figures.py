from odoo import api, models

from ..register.progress import FIGURES

# what the board calls the figures that the reports sum up
_SUMS = {name: name for name in FIGURES} | {"missing": "missing_late"}


class SchoolProgress(models.Model):
    """The board's figures as plain rows, for what is signed, printed and kept."""

    _inherit = "school.progress"

    @api.model
    def _figure_rows(self, domain):
        """Figures by class, subject, teacher and department, one query and the names.

        :param domain: which columns
        """
        groups = ["class_id", "subject_id", "employee_id", "teachers", "department_id"]
        found = self.sudo()._read_group(
            domain, groups, [f"{_SUMS[name]}:sum" for name in FIGURES]
        )
        nobody, nowhere = "(chưa phân công)", "(không thuộc tổ)"
        return [
            {
                "class": klass.name,
                "class_id": klass.id,
                "subject": subject.name,
                "subject_id": subject.id,
                "teacher": employee.name or teachers or nobody,
                "teacher_id": employee.id,
                "department": department.name or nowhere,
                "department_id": department.id,
                **dict(zip(FIGURES, sums, strict=True)),
            }
            for klass, subject, employee, teachers, department, *sums in found
        ]
