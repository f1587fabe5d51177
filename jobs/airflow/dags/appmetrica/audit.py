"""What a day's export came to, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from appmetrica.retries import INCOMPLETE

if TYPE_CHECKING:
    from datetime import datetime

    from appmetrica.outbox import Account


MOST_DOUBTS = 10
"""Payloads in doubt that a message names; the others it counts."""


class NothingSent(Exception):  # noqa: N818 - an outcome, no error
    """All is well, and this run sent nothing; the message says why."""


class AuditError(Exception):
    """The day is not what it should be; the message says what, and what to do."""


@dataclass(frozen=True)
class Submission:
    """What the audit knows besides the summary."""

    succeeded: bool
    dry_run: bool
    began: datetime
    """When the DAG run began."""
    day: str
    outbox: str


def audit(submission: Submission, day: Account | None) -> dict[str, Any]:
    """The day's books over its runs, and what else to know; raises `NothingSent` or `AuditError`."""
    if submission.dry_run:
        if submission.succeeded:
            raise NothingSent("dry run: nothing was sent; the log of the task export shows what would be")
        raise AuditError("the dry run failed, nothing was sent: the log of the task export ends with the reason")
    if day is None:
        raise AuditError(
            f"no settled run of {submission.day} in {submission.outbox}: the export ended before its tables were written."
            " The log of the task export ends with the reason; running it again resumes"
        )
    for run in day.runs:
        if run.content["date"] != submission.day:
            raise AuditError(f"{run.place} is about {run.content['date']}, not {submission.day}")
    if day.exit_code != 0:
        raise AuditError(_words(day))
    if not submission.succeeded:
        raise AuditError(
            f"the export failed, though the last settled run of {submission.day} is complete ({day.runs[-1].place}):"
            " the log of the task export ends with the reason"
        )
    events = day.events
    if events["accepted"] + events["assumed_accepted"] == 0:
        raise NothingSent(f"{submission.day} has no valid event: {day.read:,} rows read, {events['invalid']:,} invalid")
    if day.finished_at < submission.began:
        raise NothingSent(
            f"{submission.day} was finished before: its last answer came at {day.finished_at:%Y-%m-%dT%H:%M:%SZ},"
            f" {events['accepted']:,} events are accepted" + "".join(f". WARNING: {warning}" for warning in day.warnings)
        )
    payloads = sum(run.payloads.get(outcome, 0) for run in day.runs for outcome in ("accepted", "assumed_accepted"))
    runs = [{"run_id": run.run_id, "outcome": run.outcome, "read": run.read, **run.events} for run in day.runs]
    return {"read": day.read, "gone": day.gone, **events, "payloads": payloads, "runs": runs, "warnings": day.warnings}


def announcement(books: dict[str, Any]) -> dict[str, Any]:
    """What the asset event of a day carries of its books, for who is triggered by it: counts and the runs' ids."""
    counts = {name: books[name] for name in ("accepted", "assumed_accepted", "invalid", "payloads")}
    return {"rows": books["read"], **counts, "run_ids": [run["run_id"] for run in books["runs"]]}


def check_unsent(day: Account | None) -> None:
    """Raises `AuditError` where payloads wait for another export, as those that were found not to have been applied."""
    if day is not None and any(run.exit_code == INCOMPLETE for run in day.runs):
        raise AuditError(_words(day))


def _words(day: Account) -> str:
    gravest = day.gravest
    lines = [f"{gravest.run_id}: {gravest.outcome} (exit code {day.exit_code}): {gravest.content['message']}"]
    if not day.books_balance:
        lines.append("the books do not balance")
    is_of_several = len(day.runs) > 1
    if is_of_several:
        lines += [f"{run.run_id}: {run.outcome}, {run.read:,} read = {_counts(run.events)}" for run in day.runs]
    gone = f" + {day.gone:,} gone from the source" if day.gone else ""
    lines.append(f"events{' of all runs' if is_of_several else ''}: {day.read:,} read{gone} = {_counts(day.events)}")
    doubts = [(run, doubt) for run in day.runs for doubt in run.content["in_doubt"]]
    lines += [
        f"in doubt: {f'{run.run_id} ' if is_of_several else ''}{doubt['payload_id']}, {doubt['events']:,} events of application"
        f" {doubt['application_id']} from {doubt['first_event_time']} to {doubt['last_event_time']}: {doubt['error']}"
        for run, doubt in doubts[:MOST_DOUBTS]
    ]
    if len(doubts) > MOST_DOUBTS:
        in_doubt = sum(run.content["payloads"]["unknown"] for run in day.runs)
        lines.append(f"in doubt: {in_doubt - MOST_DOUBTS:,} payloads more, see the table payloads")
    lines += [f"warning: {warning}" for warning in day.warnings]
    lines += [f"next: {advice}" for run in day.runs for advice in run.content["next"]]
    lines.append(f"see {gravest.place}")
    return "\n".join(lines)


def _counts(events: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {outcome.replace('_', ' ')}" for outcome, count in events.items() if count)
