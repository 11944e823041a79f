"""The school's clock: weekly cuts and days, whatever the zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from gradebook_core.register.moments import WEEK, day_start, last_cut, to_local, to_utc
from hypothesis import given
from hypothesis import strategies as st

HANOI = "Asia/Ho_Chi_Minh"
ZONES = (HANOI, "Europe/Berlin", "America/New_York", "Pacific/Auckland", "UTC")

moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
hours = st.integers(0, 48).map(lambda halves: halves / 2)


@pytest.mark.parametrize(
    ("now", "cut"),
    [
        ("2025-11-22 10:59:59", "2025-11-15 11:00:00"),
        ("2025-11-22 11:00:00", "2025-11-22 11:00:00"),
        ("2025-11-28 23:00:00", "2025-11-22 11:00:00"),
        ("2026-01-03 11:00:00", "2026-01-03 11:00:00"),  # over a year's end
    ],
)
def test_saturday_at_six(now: str, cut: str) -> None:
    found = last_cut(datetime.fromisoformat(now), HANOI, 5, 18.0)
    assert found == datetime.fromisoformat(cut)


def test_midnight_after_saturday() -> None:
    """24 hours is the end of that day, also on the day after."""
    now = datetime(2025, 11, 22, 17, 0)  # Sunday, 0:00 in Hanoi
    assert last_cut(now, HANOI, 5, 24.0) == now
    assert last_cut(now - timedelta(seconds=1), HANOI, 5, 24.0) == now - WEEK


@given(moments, st.sampled_from(ZONES), st.integers(0, 6), hours)
def test_a_cut_is_the_last_of_its_weekday(
    now: datetime, zone: str, weekday: int, hour: float
) -> None:
    cut = last_cut(now, zone, weekday, hour)
    assert cut <= now
    # a night that the clocks change may be an hour longer
    assert now - cut < WEEK + timedelta(hours=1)
    again = last_cut(cut, zone, weekday, hour)
    assert again == cut


@given(moments, st.sampled_from(ZONES))
def test_there_and_back(moment: datetime, zone: str) -> None:
    local = to_local(moment, zone)
    ambiguous = local.replace(tzinfo=ZoneInfo(zone), fold=0).utcoffset() != (
        local.replace(tzinfo=ZoneInfo(zone), fold=1).utcoffset()
    )
    assert ambiguous or to_utc(local, zone) == moment


def test_a_day_starts_at_its_midnight() -> None:
    assert day_start(date(2026, 1, 1), HANOI) == datetime(2025, 12, 31, 17)
