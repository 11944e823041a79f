"""Page data as the register gives it, for a class of three."""

from __future__ import annotations

import copy
from typing import Any

DIGEST = "3f2a91bc77d0" + "ab" * 26
EVIL = '=HYPERLINK("http://127.0.0.1/x","An")'


def scored_page(term: int = 1) -> dict[str, Any]:
    """History and Geography: two components, an absent, a provisional, a leaver."""
    results = [{"key": "result", "label": f"ĐTBmhk{'I' * term}"}]
    if term == 2:
        results = [
            {"key": "hk1", "label": "ĐTBmhkI"},
            {"key": "result", "label": "ĐTBmhkII"},
            {"key": "year", "label": "ĐTBmcn"},
        ]
    columns = [
        {
            "group": "ĐĐGtx",
            "label": str(number),
            "component": "Lịch sử" if number < 3 else "Địa lí",
            "kind": "tx",
            "whole": True,
        }
        for number in range(1, 5)
    ]
    for kind in ("gk", "ck"):
        column = {"group": f"ĐĐG{kind}", "label": "", "component": "", "kind": kind}
        columns.append(column)
    rows = [
        _row(1, "2300000301", "Trần Xuân An", "02/05/2012", "8 10 10 8 7,5 8,2", "8,4"),
        _row(2, "0142976685", EVIL, "15/09/2012", "8 v 7 0 5,5 ", "6,4"),
        _row(3, "2500000285", "Đỗ Minh Anh", "11/04/2012", "    8,0 10,0", ""),
    ]
    rows[0]["comment"] = "Tiến bộ rõ, http://example.org & hơn nữa"
    rows[1]["result_state"] = "provisional"
    rows[2]["note"] = "Chuyển đi 16/02/2026"
    return {
        "school": "Trường THCS Số 1",
        "parent_office": "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO",
        "place": "Hà Nội",
        "title": "SỔ THEO DÕI VÀ ĐÁNH GIÁ HỌC SINH",
        "subtitle": "(Theo lớp học)",
        "class": "8B",
        "subject": "Lịch sử và Địa lí",
        "subject_kind": "scored",
        "term_name": "Học kỳ " + "I" * term,
        "term_number": term,
        "year": "2025-2026",
        "regulation": "TT22",
        "regulation_title": "Thông tư 22/2021/TT-BGDĐT",
        "homeroom": "Vũ Khánh Dung",
        "teachers": [
            {"name": "Nguyễn Ngọc Tâm", "component": "Lịch sử"},
            {"name": "Lò Khánh Thảo", "component": "Địa lí"},
        ],
        "columns": columns,
        "result_columns": results,
        "year_columns": term == 2,
        "rows": rows,
        "stats": {"8–10": 1, "6,5–7,9": 0, "5–6,4": 1, "3,5–4,9": 0, "0–3,4": 0},
        "year_stats": {"8–10": 0, "6,5–7,9": 0, "5–6,4": 0, "3,5–4,9": 0, "0–3,4": 0},
        "printed_at": "22/11/2026 10:15",
        "printed_by": "Quách Văn Huy & Co",
        "digest": DIGEST,
    }


def rated_page(term: int = 1) -> dict[str, Any]:
    """Physical education: Đ and CĐ, one student exempt."""
    page = copy.deepcopy(scored_page(term))
    page["subject"] = "Giáo dục thể chất"
    page["subject_kind"] = "comment"
    page["teachers"] = []
    columns = [
        column for column in page["columns"] if column["label"] not in ("3", "4")
    ]
    page["columns"] = [
        {**column, "component": "", "whole": False} for column in columns
    ]
    page["stats"] = page["year_stats"] = {"Đ": 1, "CĐ": 1}
    labels = {"hk1": "Học kì I", "result": page["term_name"], "year": "Cả năm"}
    page["result_columns"] = [
        {"key": column["key"], "label": labels[column["key"]]}
        for column in page["result_columns"]
    ]
    cells = (["Đ", "Đ", "Đ", "CĐ"], ["Đ", "v", "", ""], ["Miễn"] * 4)
    for row, texts, result in zip(page["rows"], cells, ("CĐ", "", "Miễn"), strict=True):
        row["cells"], row["result"] = texts, result
    return page


def _row(
    number: int, code: str, name: str, birth: str, cells: str, result: str
) -> dict[str, Any]:
    return {
        "number": number,
        "code": code,
        "name": name,
        "birth_date": birth,
        "cells": cells.split(" "),
        "result": result,
        "result_state": "final" if result else "none",
        "hk1": "8,0",
        "hk1_state": "final",
        "year": "",
        "year_state": "none",
        "comment": "",
        "note": "",
        "exempt": False,
    }
