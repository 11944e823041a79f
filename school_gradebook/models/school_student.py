from odoo import api, fields, models
from odoo.fields import Domain


def _profile_field(name, *label):
    """A field of the student's file that the protected profile keeps.

    Each is written back on its own: whoever changes one does not touch the others.
    """
    return fields.Char(
        *label,
        compute="_compute_profile",
        inverse=lambda students: students._inverse_profile(name),
        compute_sudo=False,
    )


class SchoolStudent(models.Model):
    _name = "school.student"
    _description = "Student"
    _inherit = ["image.mixin", "school.kept", "mail.thread"]
    _order = "class_id, sort_key, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char("Full name", required=True, tracking=True)
    sort_key = fields.Char(compute="_compute_sort_key", store=True, index=True)
    code = fields.Char(
        "Student code",
        required=True,
        tracking=True,
        help="Identification code given by the Ministry (mã định danh), for life.",
    )
    registry_number = fields.Char(
        tracking=True, help="Number in the registry book (số đăng bộ)."
    )
    birth_date = fields.Date(tracking=True)
    birth_place = fields.Char()
    gender = fields.Selection([("male", "Male"), ("female", "Female")], tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "School",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    enrollment_ids = fields.One2many("school.enrollment", "student_id", "Classes")
    class_id = fields.Many2one(
        "school.class",
        "Current class",
        compute="_compute_class_id",
        store=True,
        index=True,
    )
    guardian_ids = fields.One2many("school.guardian", "student_id", "Guardians")
    profile_ids = fields.One2many("school.student.profile", "student_id")
    national_id = _profile_field("national_id", "National identity number")
    address = _profile_field("address")
    ethnicity = _profile_field("ethnicity")
    disability = _profile_field("disability")
    policy = _profile_field("policy", "Policy group")
    can_see_profile = fields.Boolean(compute="_compute_can_see_profile")
    missing = fields.Char(
        "Missing in the file",
        compute="_compute_missing",
        search="_search_missing",
        compute_sudo=True,
        help="What the student's file still needs before 15 September.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "Another student of this school has this code."
    )

    @api.depends("name")
    def _compute_sort_key(self):
        """Vietnamese rolls go by given name (the last word), then the rest."""
        for student in self:
            words = (student.name or "").split()
            student.sort_key = " ".join(words[-1:] + words[:-1])

    @api.depends("enrollment_ids.class_id", "enrollment_ids.date_from")
    def _compute_class_id(self):
        for student in self:
            last = student.enrollment_ids.sorted(
                lambda enrollment: (enrollment.date_from, enrollment.id)
            )[-1:]
            student.class_id = last.class_id

    # kept on the protected profile; the file's form shows them to whom it may
    _PROFILE = ("national_id", "address", "ethnicity", "disability", "policy")

    @api.depends(*(f"profile_ids.{name}" for name in _PROFILE))
    @api.depends_context("uid")
    def _compute_profile(self):
        profiles = self.env["school.student.profile"]
        if profiles.has_access("read"):
            profiles = profiles.search([("student_id", "in", self.ids)])
        by_student = {profile.student_id.id: profile for profile in profiles}
        for student in self:
            profile = by_student.get(student.id)
            for name in self._PROFILE:
                student[name] = profile[name] if profile else False

    def _inverse_profile(self, name):
        profiles = self.env["school.student.profile"]
        by_student = {
            profile.student_id.id: profile
            for profile in profiles.search([("student_id", "in", self.ids)])
        }
        vals_list = []
        for student in self:
            if student.id in by_student:
                by_student[student.id][name] = student[name]
            else:
                vals_list.append({"student_id": student.id, name: student[name]})
        profiles.create(vals_list)

    @api.depends_context("uid")
    @api.depends("class_id.homeroom_user_id")
    def _compute_can_see_profile(self):
        office = any(
            self.env.user.has_group(f"school_gradebook.{group}")
            for group in ("group_clerk", "group_administrator", "group_leadership")
        )
        for student in self:
            student.can_see_profile = (
                office or student.class_id.homeroom_user_id == self.env.user
            )

    # what a complete file has (requirement B2), besides the photo
    _REQUIRED = ("registry_number", "birth_date", "birth_place", "gender")
    _REQUIRED_PROFILE = ("national_id", "address", "ethnicity")

    @api.depends(
        "image_1920",
        "guardian_ids",
        *_REQUIRED,
        *(f"profile_ids.{name}" for name in _REQUIRED_PROFILE),
    )
    def _compute_missing(self):
        # asked for beside the fields: their cache is the reader's own as well, who may
        # not see these records
        profiles, guardians = (
            self.env[model].search([("student_id", "in", self.ids)])
            for model in ("school.student.profile", "school.guardian")
        )
        by_student = {profile.student_id: profile for profile in profiles}
        with_guardian = guardians.student_id
        with_photo = set(self._ids_with_photo())
        for student in self:
            profile = by_student.get(student._origin, profiles.browse())
            gaps = [name for name in self._REQUIRED if not student[name]]
            gaps += [name for name in self._REQUIRED_PROFILE if not profile[name]]
            if student._origin not in with_guardian:
                gaps.append("guardian_ids")
            if student._origin.id not in with_photo:
                gaps.append("image_1920")
            student.missing = (
                ", ".join(
                    self._fields[name]._description_string(self.env) for name in gaps
                )
                or False
            )

    def _ids_with_photo(self):
        """Ids of the students with a photo, without loading the pictures."""
        attachments = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "image_1920"),
                    ("res_id", "in", self.ids),
                ],
                ["res_id"],
            )
        )
        return [res_id for (res_id,) in attachments]

    @api.model
    def _search_missing(self, operator, value):
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        names = (
            *self._REQUIRED,
            "guardian_ids",
            *(f"profile_ids.{name}" for name in self._REQUIRED_PROFILE),
        )
        complete = Domain.AND(Domain(name, "!=", False) for name in names)
        photos = (
            self.env["ir.attachment"]
            .sudo()
            ._search([("res_model", "=", self._name), ("res_field", "=", "image_1920")])
        )
        complete &= Domain("id", "in", photos.subselect("res_id"))
        return complete if operator == "in" else ~complete

    # -- who a student is, is told ---------------------------------------------------

    # what the register knows a student by; kept once there are marks
    _IDENTITY = ("code", "registry_number")

    @api.model_create_multi
    def create(self, vals_list):
        """A new file has no history yet, and nobody follows it."""
        quiet = self.with_context(tracking_disable=True)
        students = super(SchoolStudent, quiet).create(vals_list)
        return students.with_env(self.env)

    def write(self, vals):
        """What changes of a student's identity is told, whatever the caller says."""
        self._check_identity(vals)
        told = self.with_context(tracking_disable=False, mail_notrack=False)
        return super(SchoolStudent, told).write(vals)

    def _check_identity(self, vals):
        """Refuse to give marks to another student by changing what they go by."""
        names = [name for name in self._IDENTITY if name in vals]
        for name in names:
            changed = self.filtered(lambda s, n=name: s[n] and s[n] != vals[n])
            if not changed:
                continue
            self.check_access("write")  # the refusal names the student
            mark = (
                self.env["school.mark"]
                .sudo()
                .search([("line_id.student_id", "in", changed.ids)], limit=1)
            )
            if mark:
                self.env["school.register.entry"]._raise(
                    "identity_kept",
                    name=mark.line_id.student_id.name,
                    field=self._fields[name]._description_string(self.env),
                )

    @api.depends("name", "class_id.name")
    @api.depends_context("school_show_class")
    def _compute_display_name(self):
        with_class = self.env.context.get("school_show_class")
        for student in self:
            name = student.name or ""
            if with_class and student.class_id:
                name = f"{name} ({student.class_id.name})"
            student.display_name = name
