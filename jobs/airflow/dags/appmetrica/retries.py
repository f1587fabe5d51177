"""Which failed submissions are worth another one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from airflow.sdk import RetryDecision, RetryPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from airflow.sdk import Context

    from appmetrica.outbox import Summary

ATTEMPTS = 4
"""Submissions of one run, the first included, that failures may take."""
BUDGET_WAIT = timedelta(hours=1)
"""The shortest between two submissions: the budget comes back as it was spent, payload by payload, and each submission costs a start."""
BUDGET_WAITS = 26
"""Submissions of one run that a refused day may take to wait for the daily event budget: a rolling day, and room."""
SUBMISSIONS = 14 * 24 + 2
"""Of one run that is sent in parts: as long as the API takes an event, and room."""

ASKINGS = 12
"""Submissions of one reconciliation, the first included."""
DOUBT_WAIT = timedelta(hours=6)
"""AppMetrica merges what it took every four hours."""
NOT_READY_WAIT = timedelta(hours=2)
"""Twelve times over it is a day: what the last upload of a late export needs until its absence means anything."""

INCOMPLETE = 6
IN_DOUBT = 7
LOCKED = 9
GATE_REFUSED = 4
FINAL = {
    1: "the job itself failed: please report it with the log",
    2: "the configuration or the command line is wrong",
    3: "the source is missing, unreadable or of another shape",
    GATE_REFUSED: "a check before sending failed; nothing was sent",
    5: "the API refused payloads",
    7: "answers were lost; the payloads in doubt need a decision",
    8: "the books do not balance; trust no number of this run",
    52: "Spark's own code: the driver ran out of memory, give it more",
}
"""Exit codes that another submission cannot change: somebody has to do something first."""
NOT_VISIBLE = 10
FINAL_OF_RECONCILIATION = {code: words for code, words in FINAL.items() if code != IN_DOUBT} | {
    NOT_VISIBLE: "accepted events did not become visible in AppMetrica",
}
"""The same for a reconciliation: time alone can settle a doubt."""

_EXIT_CODES = (
    r"Kubernetes spark exit code is: (\d+)",  # SparkSubmitHook, Kubernetes, spark-submit waiting
    r"\bexit code (\d+):",  # the job's own exception, in YARN's diagnostics
    r"\bexit_code=(\d+)",  # SparkSubmitHook, the driver pod's status
    r"\bexitCode: (52)\b",  # YARN, of a driver's container: its other codes are YARN's, and the job's come in the job's words
)
_CODE_OF_SPARK_SUBMIT = r"Error code is: (\d+)"  # SparkSubmitHook
_LAST_WORDS = "Last spark-submit output:"  # SparkSubmitHook; before it the command
MOST_LINES = 20
_DRIVER_IS_ELSEWHERE = "--deploy-mode cluster"  # in the command, which SparkSubmitHook tells too


def exit_code(failure: BaseException) -> int | None:
    """The job's exit code, as far as Airflow was told."""
    words = str(failure)
    # A spark-submit that only submits ends with 1 when the cluster does not answer: nothing was begun, and no driver said so.
    patterns = _EXIT_CODES if _DRIVER_IS_ELSEWHERE in words else (*_EXIT_CODES, _CODE_OF_SPARK_SUBMIT)
    return next((int(found[1]) for pattern in patterns if (found := re.search(pattern, words))), None)


class RetryByExitCode(RetryPolicy):
    """
    Another submission is always safe, since the job resumes; this says when it is of use.

    Incomplete runs (6), a held lock (9), and whatever ended without the job's word (a lost worker or pod, a cluster that
    took no job) are submitted again. What needs a person is not. A gate that refused for the daily event budget alone is asked again each
    hour: the budget comes back by itself, and with it the days of a backfill, in their order. A day that was sent in part is submitted
    again when the job's summary says that more of it fits, an hour later at the earliest.
    """

    def __init__(self, summary: Callable[[Context], Summary | None], now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._summary = summary
        self._now = now

    def evaluate(self, exception: BaseException, try_number: int, max_tries: int, context: Context | None = None) -> RetryDecision:
        code = exit_code(exception)
        # Whoever clears the task gives it all of them again.
        submissions = try_number - (max_tries - SUBMISSIONS)
        if code == GATE_REFUSED and submissions <= BUDGET_WAITS and self._is_out_of_budget(context):
            return RetryDecision.retry(BUDGET_WAIT, "the daily event budget is used up: asking again in an hour")
        if code == INCOMPLETE and (more_fits_from := self._more_fits_from(context)):
            wait = max(BUDGET_WAIT, more_fits_from - self._now())
            return RetryDecision.retry(wait, f"more of the day fits the daily event budget from {more_fits_from:%Y-%m-%d %H:%M:%S} UTC on")
        if code in FINAL:
            return RetryDecision.fail(f"exit code {code}, {FINAL[code]}: another submission cannot change it")
        if try_number >= ATTEMPTS:
            return RetryDecision.fail(f"failed {try_number} times, the last with exit code {code}")
        return RetryDecision.retry(reason=f"exit code {code}: the job resumes where it stopped")

    def _is_out_of_budget(self, context: Context | None) -> bool:
        summary = self._summary(context) if context else None
        return summary is not None and summary.is_out_of_budget

    def _more_fits_from(self, context: Context | None) -> datetime | None:
        summary = self._summary(context) if context else None
        return summary.more_fits_from if summary else None


class AskAgainByExitCode(RetryPolicy):
    """
    Asking again is always safe; this says when it is of use, and when to stop and tell somebody.

    What is in doubt (7) may be settled by what becomes visible next, a Logs API that is not ready (6) by waiting, a held lock (9)
    by the end of the export that holds it. Whatever ended without the job's word is submitted again too.
    """

    def evaluate(self, exception: BaseException, try_number: int, max_tries: int, context: Context | None = None) -> RetryDecision:
        code = exit_code(exception)
        if code in FINAL_OF_RECONCILIATION:
            return RetryDecision.fail(f"exit code {code}, {FINAL_OF_RECONCILIATION[code]}: asking again cannot change it")
        if try_number >= ASKINGS:
            return RetryDecision.fail(f"asked {try_number} times, the last with exit code {code}")
        if code == IN_DOUBT:
            return RetryDecision.retry(DOUBT_WAIT, "exit code 7: something is in doubt, more may become visible")
        if code in (INCOMPLETE, LOCKED):
            return RetryDecision.retry(NOT_READY_WAIT, f"exit code {code}: asking again in two hours")
        return RetryDecision.retry(reason=f"exit code {code}: asking again")


def verdict(failure: BaseException) -> str:
    """What a reconciliation that failed for good came to: its code's meaning, then the job's own last words."""
    code = exit_code(failure)
    meaning = {
        IN_DOUBT: "payloads are still in doubt: look in AppMetrica, then resolve",
        INCOMPLETE: "the Logs API was not ready in all that time",
        LOCKED: "an export holds the lock of the day in all that time",
    } | FINAL_OF_RECONCILIATION
    last = str(failure).partition(_LAST_WORDS)[2].splitlines()[-MOST_LINES:]
    return "\n".join([f"exit code {code}: {meaning.get(code, 'the driver was lost, or none was begun')}", *last])
