"""The sheet with the staff's first passwords, handed out once. Plain Python."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import xlsxwriter

HEADERS = ("Họ và tên", "Tên đăng nhập", "Mật khẩu lần đầu", "Vai trò")


def write_accounts(accounts: Iterable[Mapping[str, str]]) -> bytes:
    """A workbook with one row per account.

    :param accounts: mappings with name, login, password, role
    :return: the bytes of the .xlsx file; names are text, never formulas
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet("Tài khoản")
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, header in enumerate(HEADERS):
            sheet.write_string(0, column, header, bold)
        for row, account in enumerate(accounts, 1):
            for column, key in enumerate(("name", "login", "password", "role")):
                sheet.write_string(row, column, account[key])
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 3, 22)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()
