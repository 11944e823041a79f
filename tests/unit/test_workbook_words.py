"""The words of headers, names and dates as people write them."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from gradebook_core.workbooks.mark_columns import classify
from gradebook_core.workbooks.texts import (
    key,
    read_date,
    same_name,
    split_names,
    subject_key,
    tidy,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("ĐĐGtx", ("tx", None)),
        ("ĐĐGtx 3", ("tx", 3)),
        ("ĐĐGtx(3)", ("tx", 3)),
        ("TX3", ("tx", 3)),
        ("Đánh giá thường xuyên", ("tx", None)),
        ("Thường xuyên lần 2", ("tx", 2)),
        ("ĐĐG thường xuyên TX4", ("tx", 4)),
        ("Điểm TX (hệ số 1)", ("tx", None)),
        ("ĐĐGgk", ("gk", None)),
        ("GK", ("gk", None)),
        ("Giữa học kỳ I", ("gk", None)),
        ("Điểm giữa kì (hệ số 2)", ("gk", None)),
        ("ĐĐGck", ("ck", None)),
        ("Cuối kì", ("ck", None)),
        ("KT học kỳ", None),
        ("ĐTBmhkI", ("hk1", None)),
        ("ĐTBmhkII", ("hk2", None)),
        ("ĐTBmhk1", ("hk1", None)),
        ("ĐTB môn học kỳ 2", ("hk2", None)),
        ("ĐTBmhk", ("average", None)),
        ("TBM", ("average", None)),
        ("ĐTBmcn", ("year", None)),
        ("Cả năm", ("year", None)),
        ("Kết quả", ("rating", None)),
        ("Đánh giá", ("rating", None)),
        ("Mức đánh giá HK2", ("hk2", None)),
        ("Kết quả học tập", ("summary", None)),
        ("Nhận xét", ("comment", None)),
        ("Nhận xét sự tiến bộ, ưu điểm nổi bật", ("comment", None)),
        ("ĐĐGđk 2", ("dk", 2)),
        ("Mã định danh Bộ GD&ĐT", ("code", None)),
        ("Mã HS", ("school_code", None)),
        ("Họ và\ntên", ("name", None)),
        ("", None),
        ("Toán", None),
    ],
)
def test_words_of_headers(text: str, field: tuple[str, int | None] | None) -> None:
    assert classify(key(text)) == field


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Trần Xuân An", nfd("TRẦN  xuân an "), True),
        ("Lê Hoà", "Lê Hòa", True),
        ("Nguyễn Thuý", "Nguyễn Thúy", True),
        ("Đỗ Đức", "\u00d0ỗ \u00d0ức", True),
        ("Hân", "Hạn", False),
        ("Bùi Ngọc Lan", "Nguyễn Anh Hùng", False),
        ("Lý", "Lí", False),
        ("Mai\u200b Anh", "Mai\u00a0Anh", True),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@given(st.text(max_size=40))
def test_names_and_keys_never_fail_and_settle(text: str) -> None:
    assert same_name(text, text)
    assert key(key(text)) == key(text)
    assert tidy(tidy(text)) == tidy(text)


def test_subjects() -> None:
    assert subject_key("Địa lý") == subject_key("ĐỊA LÍ")
    assert subject_key("Hoạt động trải nghiệm, hướng nghiệp") == subject_key(
        "HOẠT ĐỘNG TRẢI NGHIỆM HƯỚNG NGHIỆP"
    )
    assert subject_key("Toán") != subject_key("Toan")


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        ("02/05/2012", datetime.date(2012, 5, 2)),
        (" 2.5.2012", datetime.date(2012, 5, 2)),
        ("2-5-2012", datetime.date(2012, 5, 2)),
        ("2012-05-02", datetime.date(2012, 5, 2)),
        ("2012-05-02 00:00:00", datetime.date(2012, 5, 2)),
        (datetime.datetime(2012, 5, 2), datetime.date(2012, 5, 2)),
        (datetime.date(2012, 5, 2), datetime.date(2012, 5, 2)),
        (None, None),
        ("", None),
    ],
)
def test_dates(raw: object, date: datetime.date | None) -> None:
    assert read_date(raw) == date


@pytest.mark.parametrize("raw", ["31/02/2012", "05/2012", "2012", "hôm qua", 41000])
def test_no_dates(raw: object) -> None:
    with pytest.raises(ValueError):
        read_date(raw)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Âm nhạc, Mĩ thuật", ["Âm nhạc", "Mĩ thuật"]),
        (
            "Sinh hoạt dưới cờ, sinh hoạt lớp, Hoạt động theo chủ đề",
            ["Sinh hoạt dưới cờ, sinh hoạt lớp", "Hoạt động theo chủ đề"],
        ),
        ("Lịch sử; Địa lí, tự nhiên", ["Lịch sử", "Địa lí, tự nhiên"]),
        ("Lịch sử\nĐịa lí", ["Lịch sử", "Địa lí"]),
        (None, []),
    ],
)
def test_lists_of_names(text: object, names: list[str]) -> None:
    assert split_names(text) == names
