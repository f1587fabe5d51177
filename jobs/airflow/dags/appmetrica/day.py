"""Which day a run exports, and whether it can still be exported."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

UPLOAD_DEADLINE = timedelta(hours=6)
"""``upload.deadline``: how long after its start a run may still begin a request."""
EVENT_AGE_MARGIN = timedelta(hours=1)
"""``api.event-age-margin``: how much earlier than the API's limit the job stops sending an event."""
SETTLING = timedelta(hours=30)
"""How long after its end a day is reconciled: time for its export, and a day for AppMetrica to show what it took."""


class DayRefusedError(ValueError):
    """The day must not be exported; the message says why and what to do."""


def partition_start(key: str | None) -> datetime | None:
    """When the day of a run's partition begins; none of a run without one. Raises `DayRefusedError` for a key that is no day."""
    if key is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(key), time.min, UTC)
    except ValueError:
        raise DayRefusedError(f"the partition {key!r} is no day, such as 2026-11-22. Nothing was sent") from None


def chosen_day(wanted: str | None, interval_start: datetime | None, run_after: datetime) -> date:
    """The param if it is set, the day of the data interval otherwise; a run that was triggered without one means yesterday."""
    if wanted:
        return date.fromisoformat(wanted)
    return (interval_start or run_after - timedelta(days=1)).astimezone(UTC).date()


def check_day(day: date, now: datetime, max_event_age: timedelta) -> None:
    """Refuses a day that is not over, and one whose first event would leave the API's window while it is sent."""
    check_over(day, now)
    begin = datetime.combine(day, time.min, UTC)
    oldest = (now - max_event_age + EVENT_AGE_MARGIN + UPLOAD_DEADLINE).astimezone(UTC)
    if begin < oldest:
        first = oldest.date() + timedelta(days=1)
        raise DayRefusedError(
            f"{day} is too old: the API takes events of the last {max_event_age.days} days, and the upload may last"
            f" {UPLOAD_DEADLINE.seconds // 3600} hours. Nothing of it was sent. The first day that can be exported now is {first}"
        )


def check_over(day: date, now: datetime) -> None:
    """Refuses a day that is not over."""
    if now < datetime.combine(day, time.min, UTC) + timedelta(days=1):
        raise DayRefusedError(f"{day} is not over: a day is exported once, when it is complete")
