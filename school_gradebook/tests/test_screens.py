from lxml import etree

from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common import SchoolCommon
from .guarding import WORKING_DAY, GuardAsserts


@tagged("post_install", "-at_install")
@freeze_time(WORKING_DAY)
class TestScreens(GuardAsserts, SchoolCommon, TransactionCase):
    """Every screen of every menu opens for everybody who sees the menu.

    As the web client opens it: views, records with the views' fields, groups, the
    search view's filters, an empty form where the button New is shown. Teachers hold
    no HR rights: an employee's field too much on a screen shows up here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_a = cls.book(cls.class_a, cls.maths)
        cls.enter(cls.maths_teacher, cls.book_a, {(cls.students_a[0], "tx", 1): "8.0"})
        cls.env["school.guardian"].create(
            {"student_id": cls.students_a[0].id, "name": "Mẹ của em"}
        )
        cls.students_a[0].write({"ethnicity": "Kinh"})
        cls.lock(cls.book(cls.class_b, cls.maths))
        cls.env["school.move.in"].with_user(cls.leader).create(
            {
                "company_id": cls.company.id,
                "year_id": cls.year.id,
                "reason": "x",
                "date_to": "2025-12-01 00:00:00",
            }
        )
        cls.env["school.move.in"].flush_model()

    def test_every_role(self):
        root = self.env.ref("school_gradebook.menu_root")
        opened = {}
        for role, user in {**self.users, "other_teacher": self.other_teacher}.items():
            env = self.env(user=user)
            visible = env["ir.ui.menu"]._visible_menu_ids()
            menus = env["ir.ui.menu"].sudo().search([("id", "child_of", root.id)])
            actions = menus.filtered(lambda menu, ids=visible: menu.id in ids).mapped(
                "action"
            )
            actions = [action for action in actions if action]
            opened[role] = 0
            for action in actions:
                if action._name == "ir.actions.act_window":
                    with self.subTest(role=role, action=action.name):
                        self.open_action(env, action)
                    opened[role] += 1
        self.assertGreaterEqual(opened["maths_teacher"], 6)
        self.assertGreater(opened["administrator"], opened["maths_teacher"])

    def test_missing_marks(self):
        """The list behind a menu that first asks who is there."""
        action = self.env.ref("school_gradebook.school_mark_action_missing")
        self.enter(
            self.maths_teacher, self.book_a, {(self.students_a[1], "tx", 1): "#absent"}
        )
        for role, user in self.users.items():
            with self.subTest(role=role):
                self.open_action(self.env(user=user), action)

    # -- as the web client does ------------------------------------------------------

    def open_action(self, env, action):
        self.env.invalidate_all()
        values = env["ir.actions.act_window"].browse(action.id)._get_action_dict()
        context = safe_eval(values["context"] or "{}", {"uid": env.uid})
        model = env[values["res_model"]].with_context(context)  # pylint: disable=context-overridden
        domain = safe_eval(values["domain"] or "[]", {"uid": env.uid})
        got = model.get_views([*values["views"], (False, "search")])
        for kind, view in got["views"].items():
            arch = etree.fromstring(view["arch"])
            fields = {name: info["fields"] for name, info in got["models"].items()}
            if kind == "search":
                self.use_filters(model, arch, domain)
            elif kind == "pivot":
                groups = [node.get("name") for node in arch.iter("field")]
                model.formatted_read_group(domain, groups, ["__count"])
            else:
                self.read_view(model, arch, fields, domain, kind)

    def read_view(self, model, arch, fields, domain, kind):
        specification = self.specification(model, arch, fields)
        model.web_search_read(domain, specification, limit=80)
        records = model.search(domain, limit=3)
        for record in records:
            record.web_read(specification)
        creates = arch.get("create", "1") not in ("0", "false", "False")
        if kind == "form" and creates and model.has_access("create"):
            model.onchange({}, [], specification)

    def specification(self, model, arch, fields):
        """What the view reads, as ``web_read`` wants it."""
        found = {}
        for node in self.own_fields(arch):
            name = node.get("name")
            field = model._fields[name]
            if field.type in ("one2many", "many2many"):
                inner = next(
                    (child for child in node if child.tag in ("list", "kanban")), None
                )
                comodel = model.env[field.comodel_name]
                found[name] = {
                    "fields": self.specification(comodel, inner, fields)
                    if inner is not None
                    else {"display_name": {}}
                }
            elif field.type in ("many2one", "reference"):
                found[name] = {"fields": {"display_name": {}}}
            else:
                found[name] = {}
        return found

    def own_fields(self, arch):
        """The view's fields without those of the views inside them."""
        for node in arch:
            if node.tag == "field":
                yield node
            elif isinstance(node.tag, str):
                yield from self.own_fields(node)

    def use_filters(self, model, arch, domain):
        names = {"uid": model.env.uid}
        for node in arch.iter("filter"):
            if node.get("domain"):
                model.search_count(domain + safe_eval(node.get("domain"), dict(names)))
            context = safe_eval(node.get("context") or "{}", dict(names))
            group = context.get("group_by")
            if group and model._fields[group.split(":")[0]].type != "properties":
                groups = [self.by_month(model, group)]
                model.web_read_group(domain, groups, aggregates=["__count"])
        for node in arch.iter("field"):
            if not node.get("filter_domain"):
                operator = node.get("operator") or "ilike"
                model.search_count([(node.get("name"), operator, "a")])
            else:
                text = safe_eval(node.get("filter_domain"), {"self": "a", **names})
                model.search_count(text)

    def by_month(self, model, group):
        """Days are grouped by month unless the filter says otherwise."""
        dated = ":" not in group and model._fields[group].type in ("date", "datetime")
        return f"{group}:month" if dated else group
