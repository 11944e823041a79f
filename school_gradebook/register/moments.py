"""Moments of the school's clock: weekly cuts, ends of days. Plain Python.

Locks and deadlines are told in the school's time zone; what is stored and compared is
UTC without a zone, as Odoo stores moments.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


def to_utc(local: datetime, zone: str) -> datetime:
    """A moment on the school's clock as UTC, without a zone."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def to_local(moment: datetime, zone: str) -> datetime:
    """A UTC moment on the school's clock, without a zone."""
    there = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return there.replace(tzinfo=None)


def day_start(day: date, zone: str) -> datetime:
    """The first moment of ``day`` in the school, in UTC."""
    return to_utc(datetime.combine(day, time()), zone)


def clock(hour: float) -> timedelta:
    """Hours since midnight as people enter them: 17.5 is half past five."""
    return timedelta(minutes=round(hour * 60))


def last_cut(now: datetime, zone: str, weekday: int, hour: float) -> datetime:
    """The last weekly cut not after ``now``.

    :param now: UTC, without a zone
    :param weekday: 0 for Monday to 6 for Sunday, on the school's calendar
    :param hour: hours after that day's midnight, 0 to 24
    :return: UTC, without a zone
    """
    today = to_local(now, zone).date()
    # a cut at 24 hours lies on the next day: look from there backwards
    day = today - timedelta(days=(today.weekday() - weekday) % 7) + WEEK
    while True:
        cut = to_utc(datetime.combine(day, time()) + clock(hour), zone)
        if cut <= now:
            return cut
        day -= WEEK
