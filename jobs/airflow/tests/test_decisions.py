"""The decisions of the DAG: which day, what is tried again, what the books mean."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from airflow.sdk import RetryAction
from airflow.sdk.exceptions import AirflowException

from appmetrica.audit import AuditError, NothingSent, Submission, announcement, audit, check_unsent
from appmetrica.day import DayRefusedError, check_day, chosen_day, partition_start
from appmetrica.lineage import dataset, is_told
from appmetrica.outbox import Account, Summary, account, events_by_application, storage_path
from appmetrica.plan import plan_reconciliation
from appmetrica.retries import (
    ASKINGS,
    ATTEMPTS,
    BUDGET_WAIT,
    BUDGET_WAITS,
    DOUBT_WAIT,
    NOT_READY_WAIT,
    SUBMISSIONS,
    AskAgainByExitCode,
    RetryByExitCode,
    exit_code,
    verdict,
)
from appmetrica.settings import LakeAsset, Settings, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)


def test_the_day_is_the_param_or_else_the_intervals() -> None:
    start = datetime(2026, 11, 23, tzinfo=UTC)

    assert chosen_day("2026-11-20", start, NOON) == date(2026, 11, 20)
    assert chosen_day(None, start, NOON) == date(2026, 11, 23)
    assert chosen_day(None, None, NOON) == date(2026, 11, 23)


def test_a_partition_is_a_day_or_the_run_is_refused() -> None:
    assert partition_start(None) is None
    assert partition_start("2026-11-20") == datetime(2026, 11, 20, tzinfo=UTC)
    with pytest.raises(DayRefusedError, match=r"the partition 'eu' is no day, such as 2026-11-22\. Nothing was sent"):
        partition_start("eu")


def test_a_day_is_exported_once_it_is_over() -> None:
    check_day(date(2026, 11, 23), NOON, FORTNIGHT)
    with pytest.raises(DayRefusedError, match="2026-11-24 is not over"):
        check_day(date(2026, 11, 24), NOON, FORTNIGHT)


def test_a_day_is_refused_while_its_first_events_could_leave_the_window_during_the_upload() -> None:
    check_day(date(2026, 11, 11), NOON, FORTNIGHT)
    with pytest.raises(DayRefusedError, match=r"2026-11-10 is too old.*Nothing of it was sent.*now is 2026-11-11"):
        check_day(date(2026, 11, 10), NOON, FORTNIGHT)
    five = datetime(2026, 11, 24, 17, tzinfo=UTC)
    check_day(date(2026, 11, 11), five - timedelta(days=0), FORTNIGHT)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Cannot execute: spark-submit … Error code is: 7.\nLast spark-submit output:\nexit 7: answers were lost", 7),
        ("Cannot execute: …. Error code is: 1. Kubernetes spark exit code is: 6", 6),
        ("YARN application application_1_2 ended with final status: FAILED\nDiagnostics: exit code 4: a check failed", 4),
        ("Spark application spark-1 failed (phase=Failed exit_code=9 reason=Error)", 9),
        ("Application failed 1 times: AM Container for appattempt_1_2 exited with  exitCode: 52", 52),
        ("Application failed 1 times: AM Container for appattempt_1_2 exited with  exitCode: 143", None),
        ("Cannot execute: spark-submit --master yarn --deploy-mode cluster a.jar. Error code is: 1.", None),
        ("Cannot execute: spark-submit --deploy-mode cluster a.jar. Error code is: 1. Kubernetes spark exit code is: 2", 2),
        ("Task received SIGTERM signal", None),
    ],
)
def test_the_exit_code_is_found_in_what_each_cluster_tells(words: str, code: int | None) -> None:
    assert exit_code(AirflowException(words)) == code


def decision(code: int | None, *, attempt: int = 1, codes: tuple[str, ...] = ()) -> Any:
    words = "the worker was lost" if code is None else f"Error code is: {code}."
    policy = RetryByExitCode(lambda _: summary(exit_code=4, objection_codes=list(codes)) if codes else None)
    return policy.evaluate(AirflowException(words), attempt, SUBMISSIONS, {"ti": None})


@pytest.mark.parametrize("code", [6, 9, 137, None])
def test_what_another_submission_can_mend_is_submitted_again_but_not_for_ever(code: int | None) -> None:
    assert decision(code).action is RetryAction.RETRY
    assert decision(code, attempt=ATTEMPTS - 1).action is RetryAction.RETRY
    assert decision(code, attempt=ATTEMPTS).action is RetryAction.FAIL


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, 7, 8, 52])
def test_what_needs_a_person_is_not_submitted_again(code: int) -> None:
    decided = decision(code)

    assert decided.action is RetryAction.FAIL
    assert f"exit code {code}" in decided.reason


def asking(code: int | None, attempt: int = 1) -> Any:
    words = "the worker was lost" if code is None else f"Error code is: {code}."
    return AskAgainByExitCode().evaluate(AirflowException(words), attempt, ASKINGS, None)


@pytest.mark.parametrize(("code", "wait"), [(6, NOT_READY_WAIT), (7, DOUBT_WAIT), (9, NOT_READY_WAIT), (137, None), (None, None)])
def test_what_time_can_settle_is_asked_again_but_not_for_ever(code: int | None, wait: timedelta | None) -> None:
    assert (asking(code).action, asking(code).retry_delay) == (RetryAction.RETRY, wait)
    assert asking(code, ASKINGS - 1).action is RetryAction.RETRY
    assert asking(code, ASKINGS).action is RetryAction.FAIL


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5, 8, 10, 52])
def test_what_asking_again_cannot_change_is_told_at_once(code: int) -> None:
    assert asking(code).action is RetryAction.FAIL
    assert f"exit code {code}" in asking(code).reason


def test_a_verdict_is_the_meaning_and_the_jobs_own_last_words_without_the_command() -> None:
    command = "Cannot execute: spark-submit --conf spark.x=y a.jar reconcile. Error code is: 10."
    lines = [f"line {number} {{{{ braces }}}}" for number in range(30)]

    told = verdict(AirflowException("\n".join([command, "Last spark-submit output:", *lines]))).splitlines()

    assert told == ["exit code 10: accepted events did not become visible in AppMetrica", *lines[10:]]
    assert verdict(AirflowException("Error code is: 7.")).startswith("exit code 7: payloads are still in doubt")
    assert verdict(AirflowException("Task received SIGTERM signal")).startswith("exit code None: the driver was lost")


def test_a_reconciliation_waits_for_the_day_to_be_over() -> None:
    settings = Settings.of({"jar": "j", "config": "/c/job.conf", "source_path": "s3a://lake/dt={date}", "work_path": "s3a://lake/work"})

    def plan(day: str | None) -> Any:
        return plan_reconciliation(settings, {"date": day, "config": None}, None, NOON, NOON, str)

    assert plan(None)["day"] == "2026-11-22"
    assert plan("2026-11-23")["arguments"][:5] == ["reconcile", "--config", "/c/job.conf", "--date", "2026-11-23"]
    assert plan("2026-11-23")["arguments"][-3:] == ["--resolve", "--wait", "3600s"]
    with pytest.raises(DayRefusedError, match="2026-11-24 is not over"):
        plan("2026-11-24")


def test_what_was_found_not_to_have_been_applied_is_told_until_it_is_sent() -> None:
    check_unsent(None)
    check_unsent(Account([summary()]))
    check_unsent(Account([summary(outcome="in_doubt", exit_code=7)]))
    with pytest.raises(AuditError, match="next: run export again"):
        check_unsent(Account([summary(outcome="incomplete", exit_code=6, next=["run export again"]), summary()]))


def test_a_used_up_budget_is_waited_for_and_nothing_else_of_the_gate() -> None:
    waiting = decision(4, attempt=20, codes=("over_budget",))

    assert (waiting.action, waiting.retry_delay) == (RetryAction.RETRY, BUDGET_WAIT)
    assert decision(4, codes=("over_budget", "too_many_invalid")).action is RetryAction.FAIL
    assert decision(4, codes=("too_many_invalid",)).action is RetryAction.FAIL
    assert decision(4, codes=("payload_over_budget",)).action is RetryAction.FAIL
    assert decision(4, attempt=BUDGET_WAITS, codes=("over_budget",)).action is RetryAction.RETRY
    assert decision(4, attempt=BUDGET_WAITS + 1, codes=("over_budget",)).action is RetryAction.FAIL


def decision_in_parts(**waiting: Any) -> Any:
    content = summary(exit_code=6, outcome="incomplete", waiting_for_budget={"events": 20, "payloads": 5, "too_late": 0} | waiting)
    policy = RetryByExitCode(lambda _: content, now=lambda: NOON)
    return policy.evaluate(AirflowException("Error code is: 6."), 30, SUBMISSIONS, {"ti": None})


def test_a_day_that_is_sent_in_parts_is_submitted_when_more_of_it_fits_and_not_each_minute() -> None:
    later, tomorrow = "2026-11-24T12:00:03Z", "2026-11-25T09:00:00Z"
    waiting = decision_in_parts(steps=[{"from": tomorrow, "events": 12, "payloads": 3}, {"from": "2026-11-26T09:00:01Z"}])
    soon = decision_in_parts(steps=[{"from": later, "events": 4, "payloads": 1}])

    assert (waiting.action, waiting.retry_delay) == (RetryAction.RETRY, timedelta(hours=21))
    assert "from 2026-11-25 09:00:00 UTC on" in waiting.reason
    assert (soon.action, soon.retry_delay) == (RetryAction.RETRY, BUDGET_WAIT)


def test_a_day_that_nobody_knows_a_time_for_is_incomplete_like_any_other() -> None:
    assert decision_in_parts(steps=[]).action is RetryAction.FAIL


def summary(**content: Any) -> Summary:
    events = {"accepted": 90, "assumed_accepted": 0, "rejected": 0, "split": 0, "unknown": 0, "not_sent": 0, "invalid": 10}
    complete = {
        "run_id": "offline-events-2026-11-23-1",
        "date": "2026-11-23",
        "outcome": "complete",
        "exit_code": 0,
        "message": "every valid event was accepted, or nothing was left to do",
        "finished_at": "2026-11-24T00:10:00Z",
        "books_balance": True,
        "in_doubt": [],
        "objections": [],
        "objection_codes": [],
        "next": [],
    }
    events |= content.pop("events", {})
    return Summary("s3://lake/work/summary.json", complete | {"events": events, "read": sum(events.values())} | content)


def further(number: int, *, gone: int = 0, booked: int = 100, **content: Any) -> Summary:
    """A later run of the same date that found nothing new, save what is said."""
    events = {"accepted": 0, "invalid": 0, "booked": booked} | content.pop("events", {})
    run = {"run_id": f"offline-events-2026-11-23-{number}", "gone": gone, "finished_at": f"2026-11-24T00:{number}0:00Z"}
    return summary(events=events, **run | content)


def day(*runs: Summary) -> Account:
    return Account(list(runs))


def submission(*, succeeded: bool = True, dry_run: bool = False, began: datetime = datetime(2026, 11, 24, tzinfo=UTC)) -> Submission:
    return Submission(succeeded=succeeded, dry_run=dry_run, began=began, day="2026-11-23", outbox="s3a://lake/work")


def test_a_complete_day_gives_its_books() -> None:
    assert audit(submission(), day(summary()))["accepted"] == 90
    assert audit(submission(), day(summary()))["warnings"] == []


def test_a_warning_is_told_whatever_the_outcome() -> None:
    late = "the source has changed since the payloads were frozen"

    assert audit(submission(), day(summary(warnings=[late])))["warnings"] == [late]
    with pytest.raises(AuditError, match=f"warning: {late}"):
        audit(submission(), day(summary(exit_code=5, outcome="refused", warnings=[late])))
    with pytest.raises(NothingSent, match=f"WARNING: {late}"):
        audit(submission(began=datetime(2026, 11, 24, 9, tzinfo=UTC)), day(summary(warnings=[late])))


def test_a_day_in_doubt_fails_with_the_payloads_and_what_to_do() -> None:
    doubt = {
        "payload_id": "p000007",
        "application_id": 1111,
        "events": 25000,
        "first_event_time": "2026-11-23T00:00:01Z",
        "last_event_time": "2026-11-23T05:00:00Z",
        "error": "the connection broke",
    }
    advice = "run: resolve --date 2026-11-23 --payload p000007"
    content = summary(
        outcome="in_doubt", exit_code=7, message="answers were lost", in_doubt=[doubt], next=[advice], events={"unknown": 25000}
    )

    with pytest.raises(AuditError) as failure:
        audit(submission(succeeded=False), day(content))

    for words in ("in doubt (exit code 7)", "p000007, 25,000 events of application 1111", "the connection broke", advice, "summary.json"):
        assert words in str(failure.value)


def test_of_many_payloads_in_doubt_the_first_are_named_and_the_others_counted() -> None:
    doubt = {
        "payload_id": "p000007",
        "application_id": 1111,
        "events": 25000,
        "first_event_time": "2026-11-23T00:00:01Z",
        "last_event_time": "2026-11-23T05:00:00Z",
        "error": "the connection broke",
    }
    content = summary(outcome="in_doubt", exit_code=7, in_doubt=[doubt] * 100, payloads={"unknown": 4000}, events={"unknown": 25000})

    with pytest.raises(AuditError) as failure:
        audit(submission(succeeded=False), day(content))

    assert str(failure.value).count("p000007") == 10
    assert "in doubt: 3,990 payloads more, see the table payloads" in str(failure.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"outcome": "refused", "exit_code": 5, "message": "the API refused payloads"}, "refused (exit code 5): the API refused payloads"),
        ({"outcome": "incomplete", "exit_code": 6}, "incomplete (exit code 6)"),
        ({"outcome": "gate_refused", "exit_code": 4, "next": ["raise gate.max-invalid-share"]}, "next: raise gate.max-invalid-share"),
        ({"outcome": "unbalanced", "exit_code": 8, "books_balance": False}, "the books do not balance"),
        ({"books_balance": False}, "the books do not balance"),
        ({"date": "2026-11-22"}, "about 2026-11-22, not 2026-11-23"),
    ],
)
def test_a_day_that_is_not_complete_fails_in_words(content: dict[str, Any], words: str) -> None:
    with pytest.raises(AuditError, match=words.replace("(", r"\(").replace(")", r"\)")):
        audit(submission(), day(summary(**content)))


def test_a_failed_export_is_never_covered_by_an_older_summary_or_none() -> None:
    with pytest.raises(AuditError, match="the export failed, though the last settled run"):
        audit(submission(succeeded=False), day(summary()))
    with pytest.raises(AuditError, match="no settled run of 2026-11-23"):
        audit(submission(succeeded=False), None)
    with pytest.raises(AuditError, match="no settled run of 2026-11-23"):
        audit(submission(), None)
    with pytest.raises(AuditError, match="the dry run failed"):
        audit(submission(succeeded=False, dry_run=True), None)


def test_the_books_of_a_day_are_those_of_all_its_runs() -> None:
    second = further(2, booked=98, gone=2, events={"accepted": 5, "invalid": 1})

    books = audit(submission(), day(summary(), second))

    assert (books["read"], books["gone"], books["accepted"], books["invalid"]) == (104, 2, 95, 11)
    assert [(run["run_id"][-2:], run["read"], run["accepted"]) for run in books["runs"]] == [("-1", 100, 90), ("-2", 104, 5)]


def test_rows_that_the_filter_does_not_pick_are_those_that_the_last_run_saw() -> None:
    first = summary(events={"skipped": 7, "undecided": 2}, read=107)
    second = further(2, events={"accepted": 5, "skipped": 9, "undecided": 3}, read=114)

    books = audit(submission(), day(first, second))

    assert (books["read"], books["accepted"], books["skipped"]) == (114, 95, 9)
    assert "skipped" not in audit(submission(), day(summary(events={"skipped": 0, "undecided": 0})))


def test_a_day_is_announced_with_its_counts_and_its_runs_and_no_word_more() -> None:
    first = summary(payloads={"accepted": 3, "assumed_accepted": 1, "rejected": 2}, warnings=["words"])
    second = further(2, events={"accepted": 5}, payloads={"accepted": 1})

    assert announcement(audit(submission(), day(first, second))) == {
        "rows": 105,
        "accepted": 95,
        "assumed_accepted": 0,
        "invalid": 10,
        "payloads": 5,
        "run_ids": ["offline-events-2026-11-23-1", "offline-events-2026-11-23-2"],
    }


def test_runs_that_do_not_add_up_are_told_though_each_of_them_balances() -> None:
    unbalanced = day(summary(), further(2, events={"accepted": 5}), further(3, booked=104))

    with pytest.raises(AuditError) as failure:
        audit(submission(), unbalanced)
    for words in ("(exit code 8)", "the books do not balance", "events of all runs: 104 read = 95 accepted, 10 invalid"):
        assert words in str(failure.value)
    with pytest.raises(AuditError, match="the books do not balance"):
        audit(submission(), day(further(2, events={"accepted": 5})))


def test_the_gravest_run_of_a_day_speaks_for_it() -> None:
    refused = summary(exit_code=5, outcome="refused", message="the API refused payloads", next=["see rejects"])
    doubtful = further(2, exit_code=7, outcome="in_doubt", message="answers were lost", next=["resolve it"])
    late = further(3, exit_code=4, outcome="gate_refused", objection_codes=["over_budget"])

    assert day(refused, doubtful, late).gravest is doubtful
    assert day(refused, doubtful, late).exit_code == 7
    assert day(further(2), further(3)).gravest.run_id.endswith("-3")
    with pytest.raises(AuditError) as failure:
        audit(submission(succeeded=False), day(refused, doubtful, late))
    for words in (
        "-2: in doubt (exit code 7): answers were lost",
        "-1: refused, 100 read = 90 accepted",
        "next: see rejects",
        "next: resolve it",
    ):
        assert words in str(failure.value)


def test_a_later_run_that_sent_nothing_does_not_make_a_finished_day_new() -> None:
    looked_again = further(2, requests=0, finished_at="2026-11-24T10:00:00Z")

    with pytest.raises(NothingSent, match="finished before: its last answer came at 2026-11-24T00:10:00Z, 90 events are accepted"):
        audit(submission(began=datetime(2026, 11, 24, 9, tzinfo=UTC)), day(summary(requests=4), looked_again))


class Outbox:
    """The folder of a date as the job leaves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, number: int, *, claims: int = 1, payloads: bool = True, settled: bool = True) -> None:
        run = self.folder / f"run={number}"
        (run / "intents").mkdir(parents=True)
        run_id = f"offline-events-2026-11-23-{number}"
        (run / "manifest.json").write_text(json.dumps({"runId": run_id, "payloadList": "payloads-0a.jsonl"}))
        payload_list = [{"applicationId": application, "rows": number} for application in ("1111", "2222", "1111")]
        (run / "payloads-0a.jsonl").write_text("".join(f"{json.dumps(payload)}\n" for payload in payload_list))
        for claim in range(claims):
            (run / "intents" / f"p00000{claim}.1").touch()
        if payloads:
            (run / "payloads").mkdir()
        if settled:
            (run / "summary.json").write_text(json.dumps(summary(run_id=run_id, requests=claims).content))

    def counting(self) -> list[str] | None:
        found = account(f"file://{self.folder}")
        return [run.run_id[-2:] for run in found.runs] if found else None


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path)


def test_the_runs_of_a_day_that_sent_something_count_and_the_last(outbox: Outbox) -> None:
    assert outbox.counting() is None
    for number, claims in enumerate((1, 0, 1, 0), 1):
        outbox.run(number, claims=claims)
    (outbox.folder / "run=5").mkdir()

    assert outbox.counting() == ["-1", "-3", "-4"]


def test_a_run_that_was_withdrawn_counts_for_nothing(outbox: Outbox) -> None:
    outbox.run(1)
    outbox.run(2, claims=0, payloads=False, settled=False)

    assert outbox.counting() == ["-1"]


def test_a_day_with_a_run_that_is_not_settled_has_no_account(outbox: Outbox) -> None:
    outbox.run(1)
    outbox.run(2, claims=0, settled=False)
    assert outbox.counting() is None

    outbox.run(3)
    assert outbox.counting() == ["-1", "-3"]
    (outbox.folder / "run=1" / "summary.json").unlink()
    assert outbox.counting() is None


def test_what_is_decided_of_a_run_is_decided_whatever_was_claimed(outbox: Outbox) -> None:
    for number in range(1, 5):
        outbox.run(number, claims=number % 2)
    for number, fate in enumerate(("WITHDRAWN", "BEGUN", "BEGUN", "WITHDRAWN"), 1):
        (outbox.folder / f"run={number}" / "fate.json").write_text(f'"{fate}"\n')
    assert outbox.counting() == ["-2", "-3"]

    (outbox.folder / "run=2" / "summary.json").unlink()
    assert outbox.counting() is None


def test_a_run_whose_outbox_was_lost_counts_for_nothing(outbox: Outbox) -> None:
    outbox.run(1, settled=False)
    outbox.run(2)
    (outbox.folder / "lost.1").write_text(json.dumps({"runIds": ["offline-events-2026-11-23-1"]}))

    assert outbox.counting() == ["-2"]


def test_the_lineage_of_a_run_is_that_of_what_was_sent_meanwhile(outbox: Outbox) -> None:
    for number, claims in enumerate((1, 1, 0), 1):
        outbox.run(number, claims=claims)
    day = account(f"file://{outbox.folder}")
    at = day.runs[0].finished_at

    assert events_by_application(day.runs) == {"1111": 12, "2222": 6}
    assert [run.run_id[-2:] for run in day.finished_since(at)] == ["-1", "-2"]
    assert day.finished_since(at + timedelta(seconds=1)) == []


@pytest.mark.parametrize(
    ("source", "namespace", "name"),
    [
        ("s3a://lake/offline_events/dt=2026-11-23", "s3://lake", "offline_events"),
        ("s3a://lake/a/2026-11-23/events", "s3://lake", "a"),
        ("gs://lake/2026-11-23", "gs://lake", "/"),
        ("hdfs://name:8020/lake/events/dt=2026-11-23/", "hdfs://name:8020", "/lake/events"),
        ("file:///lake/dt=2026-11-23", "file", "/lake"),
        ("/lake/dt=2026-11-23", "file", "/lake"),
        ("s3a://lake/of/no/day", "s3://lake", "of/no/day"),
    ],
)
def test_the_lake_has_one_name_for_all_days(source: str, namespace: str, name: str) -> None:
    assert dataset(source, "2026-11-23") == (namespace, name)


def test_nothing_is_told_where_the_provider_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "airflow.providers.openlineage.api", None)

    assert not is_told()


def test_nothing_is_told_where_lineage_has_nowhere_to_go() -> None:
    assert not is_told()


def test_nothing_sent_is_told_from_sent() -> None:
    with pytest.raises(NothingSent, match="dry run"):
        audit(submission(dry_run=True), None)
    with pytest.raises(NothingSent, match="no valid event: 10 rows read, 10 invalid"):
        audit(submission(), day(summary(read=10, events={"accepted": 0})))
    with pytest.raises(NothingSent, match="finished before"):
        audit(submission(began=datetime(2026, 11, 24, 9, tzinfo=UTC)), day(summary()))


def test_a_wrong_variable_is_told_with_all_its_problems() -> None:
    with pytest.raises(SettingsError, match="must hold a JSON object"):
        Settings.of(None)
    with pytest.raises(SettingsError) as failure:
        Settings.of({"jar": "a.jar", "source_path": "s3a://lake", "work_path": 1, "max_event_age_days": "x", "key": "k"})
    for problem in (
        "config: missing",
        "source_path = 's3a://lake': must hold {date}",
        "work_path = 1",
        "max_event_age_days",
        "key: unknown",
    ):
        assert problem in str(failure.value)


def test_the_asset_of_the_lake_is_asked_for_whatever_else_is_wrong() -> None:
    assert LakeAsset.of(None) is None
    assert LakeAsset.of({"lake_key_format": "%Y%m%d"}) is None
    assert LakeAsset.of({"lake_asset": "days", "work_path": 1}) == LakeAsset("days", "%Y-%m-%d")
    assert LakeAsset.of({"lake_asset": "days", "lake_key_format": "%Y%m%d"}) == LakeAsset("days", "%Y%m%d")
    with pytest.raises(SettingsError) as failure:
        LakeAsset.of({"lake_asset": " ", "lake_key_format": "%d.%m."})
    for problem in ("lake_asset = ' ': must be a text", "lake_key_format = '%d.%m.': must hold %Y, %m and %d, such as %Y-%m-%d"):
        assert problem in str(failure.value)


def test_a_table_stands_in_the_place_of_the_path_and_nothing_is_waited_for() -> None:
    settings = Settings.of({"jar": "j", "config": "c", "source_table": "lake.db.events", "work_path": "w"})
    assert (settings.source(date(2026, 3, 7)), settings.ready(date(2026, 3, 7))) == ("lake.db.events", "")
    assert dataset(settings.source(date(2026, 3, 7)), "2026-03-07") == ("spark", "lake.db.events")
    for both in ({}, {"source_path": "/lake/{date}", "source_table": "lake.db.events"}):
        with pytest.raises(SettingsError, match="source_path, source_table: name one of them"):
            Settings.of({"jar": "j", "config": "c", "work_path": "w", **both})


def test_a_day_is_written_by_the_jobs_patterns() -> None:
    def source(path: str) -> str:
        return Settings.of({"jar": "j", "config": "c", "source_path": path, "work_path": "w"}).source(date(2026, 3, 7))

    assert source("/lake/dt={date}") == "/lake/dt=2026-03-07"
    assert source("/lake/dt={date:yyyyMMdd}/x") == "/lake/dt=20260307/x"
    assert source("/lake/{date:yyyy}/{date:MM}/{date:dd}") == "/lake/2026/03/07"
    assert source("/lake/{date:uuuu/M/d}/{date:'day'DDD}-{date:yy}") == "/lake/2026/3/7/day066-26"
    with pytest.raises(SettingsError, match=r"source_path = .*\{date:yyyyMMMdd\} holds 'MMM', and the DAG can write yyyy, uuuu"):
        source("/lake/{date:yyyyMMMdd}")


def test_the_jobs_s3_paths_are_airflows_too() -> None:
    settings = Settings.of({"jar": "j", "config": "c", "source_path": "s3a://lake/dt={date}/", "work_path": "s3a://lake/work/"})

    assert settings.ready(date(2026, 11, 23)) == "s3a://lake/dt=2026-11-23/_SUCCESS"
    assert settings.outbox(date(2026, 11, 23)) == "s3a://lake/work/offline-events/date=2026-11-23"
    assert str(storage_path("s3a://lake/dt=2026-11-23")).startswith("s3://lake/")
