"""What a day's export came to, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from appmetrica.retries import INCOMPLETE

if TYPE_CHECKING:
    from datetime import datetime

    from appmetrica.outbox import Summary


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


def audit(submission: Submission, summary: Summary | None) -> dict[str, Any]:
    """The day's books, and what else to know; raises `NothingSent` or `AuditError`."""
    if submission.dry_run:
        if submission.succeeded:
            raise NothingSent("dry run: nothing was sent; the log of the task export shows what would be")
        raise AuditError("the dry run failed, nothing was sent: the log of the task export ends with the reason")
    if summary is None:
        raise AuditError(
            f"no settled run of {submission.day} in {submission.outbox}: the export ended before its tables were written."
            " The log of the task export ends with the reason; running it again resumes"
        )
    if summary.content["date"] != submission.day:
        raise AuditError(f"{summary.place} is about {summary.content['date']}, not {submission.day}")
    if summary.exit_code != 0 or not summary.content["books_balance"]:
        raise AuditError(_words(summary))
    if not submission.succeeded:
        raise AuditError(
            f"the export failed, though the last settled run of {submission.day} is complete ({summary.place}):"
            " the log of the task export ends with the reason"
        )
    events = summary.events
    if events["accepted"] + events["assumed_accepted"] == 0:
        raise NothingSent(f"{submission.day} has no valid event: {summary.read:,} rows read, {events['invalid']:,} invalid")
    if summary.finished_at < submission.began:
        raise NothingSent(
            f"{submission.day} was finished before: its last answer came at {summary.content['finished_at']},"
            f" {events['accepted']:,} events are accepted" + "".join(f". WARNING: {warning}" for warning in summary.warnings)
        )
    return {"read": summary.read, **events, "warnings": summary.warnings}


def check_unsent(summary: Summary | None) -> None:
    """Raises `AuditError` where payloads wait for another export, as those that were found not to have been applied."""
    if summary is not None and summary.exit_code == INCOMPLETE:
        raise AuditError(_words(summary))


def _words(summary: Summary) -> str:
    content = summary.content
    lines = [f"{content['run_id']}: {content['outcome'].replace('_', ' ')} (exit code {summary.exit_code}): {content['message']}"]
    if not content["books_balance"]:
        lines.append("the books do not balance")
    counts = ", ".join(f"{count:,} {outcome.replace('_', ' ')}" for outcome, count in summary.events.items() if count)
    lines.append(f"events: {summary.read:,} read = {counts}")
    lines += [
        f"in doubt: {doubt['payload_id']}, {doubt['events']:,} events of application {doubt['application_id']}"
        f" from {doubt['first_event_time']} to {doubt['last_event_time']}: {doubt['error']}"
        for doubt in content["in_doubt"][:MOST_DOUBTS]
    ]
    if len(content["in_doubt"]) > MOST_DOUBTS:
        lines.append(f"in doubt: {content['payloads']['unknown'] - MOST_DOUBTS:,} payloads more, see the table payloads")
    lines += [f"warning: {warning}" for warning in summary.warnings]
    lines += [f"next: {advice}" for advice in content["next"]]
    lines.append(f"see {summary.place}")
    return "\n".join(lines)
