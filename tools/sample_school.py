"""The sample school of ``make run``; run once per database in ``odoo shell``.

``env`` is Odoo's environment as superuser, the working directory is the checkout.
Everything is done the way a school does it, by the people who do it: Odoo's own
administrator sets up the year, imports the staff and makes the accounts; the school's
administrator imports the students; the principal opens a move-in period, in which the
administrator loads the mark workbooks, and closes it; then sets the rules for
deadlines and plans the tests. One commit at the end: the school is there whole, or not
at all.

In:  ``SCHOOL_LOGINS``     file that gets one login per role, as a JSON list of
                           ``{"role", "login", "password"}``; ``make run`` prints it
     ``SCHOOL_ALL_MARKS``  any text: load every workbook; else the last class's second
                           term stays empty, so that there is something to enter
"""

import base64
import json
import os
from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError

DATA = Path("school_gradebook/demo/thcs_2025")
YEAR = "2025-2026"
# these people are made up, and so is their secret
PASSWORD = "so-diem-2026"
LEFT_OUT = "9C_HK2"
ROLES = (
    ("Leadership (principal)", "ht01"),
    ("Administrator", "qt01"),
    ("Clerk", "vt01"),
    ("Youth-union monitor", "tpt01"),
    ("Homeroom teacher of 9C, teaches sports", "gv015"),
    ("Subject teacher (maths, 9C term II is empty)", "gv008"),
    ("Component teacher (history and geography)", "gv004"),
    ("Head of department (natural sciences)", "gv007"),
    ("Odoo's own administrator", "admin"),
)


def as_user(login):
    """The environment of a person, with that person's rights."""
    user = env["res.users"].search([("login", "=", login)])
    return env(user=user.id, su=False, context=user.with_user(user).context_get())


def set_up_company():
    """Name the school; its people read Vietnamese and live in Vietnam's time zone."""
    env["res.lang"]._activate_lang("vi_VN")
    company = env.ref("base.main_company")
    company.write(
        {
            "name": "Trường THCS Số 1",
            "school_parent_office": "Phòng Giáo dục và Đào tạo",
            "school_place": "Hà Nội",
            "country_id": env.ref("base.vn").id,
        }
    )
    company.partner_id.lang = "vi_VN"
    env.ref("base.user_admin").write({"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})


def load(login, kind, path, year):
    """Preview a workbook and import it, as the person with that login."""
    imports = as_user(login)["school.import"]
    content = base64.b64encode(path.read_bytes()).decode()
    options = {"year_id": year}
    preview = imports.preview(kind, path.name, content, options)
    for sheet in preview["sheets"]:
        if sheet["status"] == "refused":
            texts = "\n".join(message["text"] for message in sheet["messages"])
            raise UserError(f"{path.name}: {texts}")
    imports.apply(kind, path.name, content, options, preview["digest"])


def make_accounts():
    """Accounts for the whole staff, with one known password."""
    admin = as_user("admin")
    wizard = admin["school.account.wizard"].create({})
    wizard.action_make()
    hashed = env["res.users"]._crypt_context().hash(PASSWORD)
    for user in wizard.employee_ids.sudo().user_id:  # hashing anew takes half a second
        user._set_encrypted_password(user.id, hashed)


def load_marks(year):
    """Load the mark workbooks in a move-in period that the principal opens and closes."""
    period = as_user("ht01")["school.move.in"].create(
        {
            "year_id": year,
            "reason": "Chuyển điểm từ hệ thống cũ",
            "date_to": fields.Datetime.now() + timedelta(days=1),
        }
    )
    everything = os.environ.get("SCHOOL_ALL_MARKS")
    for path in sorted((DATA / "marks").glob("*.xlsx")):
        if everything or path.stem != LEFT_OUT:
            load("qt01", "marks", path, year)
    period.action_close()


def plan_tests(year):
    """The school's deadline rules, and every subject's plan copied to the classes."""
    env = as_user("qt01")
    env["school.deadline.rule"].create(
        [
            {"kind": "weekday", "weekday": "1", "hour": 17.0, "for_tx": True},
            {"kind": "days_after", "days": 10, "for_gk": True},
            {
                "kind": "window",
                "term_1_from": "2025-12-29",
                "term_1_to": "2026-01-14",
                "term_2_from": "2026-05-11",
                "term_2_to": "2026-05-28",
                "for_ck": True,
            },
            {"kind": "days_after", "days": 7},
            {"kind": "parts_of_term", "parts": 2},
        ]
    )
    env["school.assessment.plan"].action_make_plans()
    plans = env["school.assessment.plan"].search([("year_id", "=", year)])
    for line in plans.line_ids:
        line.planned_date = planned_day(line)
    plans._copy_to_classes()


def planned_day(line):
    """Regular tests every three weeks, the midterm in week 9, the final in week 16."""
    week = {"gk": 9, "ck": 16}.get(line.kind, 3 * line.number)
    weekday = line.plan_id.subject_id.id % 5  # not every subject on the same day
    day = line.term_id.date_start + timedelta(weeks=week)
    return day - timedelta(days=day.weekday()) + timedelta(days=weekday)


def main():
    """Build the school unless its year exists."""
    if env["school.year"].search_count([("name", "=", YEAR)]):
        return
    set_up_company()
    year = (
        as_user("admin")["school.year"]
        .create({"name": YEAR, "date_start": "2025-09-05", "date_end": "2026-05-31"})
        .id
    )
    load("admin", "staff", DATA / "staff.xlsx", year)
    make_accounts()
    load("qt01", "roster", DATA / "roster.xlsx", year)
    load_marks(year)
    plan_tests(year)


main()
passwords = {"admin": "admin"}
logins = [
    {"role": role, "login": login, "password": passwords.get(login, PASSWORD)}
    for role, login in ROLES
]
if os.environ.get("SCHOOL_LOGINS"):
    Path(os.environ["SCHOOL_LOGINS"]).write_text(json.dumps(logins, ensure_ascii=False))
env.cr.commit()
