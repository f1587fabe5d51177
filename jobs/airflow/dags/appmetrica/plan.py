"""What one run is to do: made by the first task, read by the others as its XCom, so it holds no secret."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from appmetrica.day import EVENT_AGE_MARGIN, SETTLING, UPLOAD_DEADLINE, check_day, check_over, chosen_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from appmetrica.settings import Settings

LONGEST_WAIT = timedelta(hours=1)
"""``--wait``: how long one submission waits for the Logs API."""


class Plan(TypedDict):
    day: str
    source: str
    """The day's Parquet, or the table."""
    ready: str
    """What lies in the lake once the day is complete; empty where nothing is waited for."""
    outbox: str
    """Where the job keeps the day's runs."""
    storage_conn_id: str | None
    dry_run: bool
    config: str
    """The configuration file, as the worker names it."""
    arguments: list[str]
    """The job's command line."""


def plan_run(
    settings: Settings,
    params: Mapping[str, Any],
    interval_start: datetime | None,
    run_after: datetime,
    now: datetime,
    config_on_driver: Callable[[str], str],
) -> Plan:
    """Raises `appmetrica.day.DayRefusedError` for a day that must not be exported."""
    day = chosen_day(params["date"], interval_start, run_after)
    check_day(day, now, settings.max_event_age)
    return _plan("export", settings, day, params, config_on_driver, *["--dry-run"] * params["dry_run"])


def plan_reconciliation(
    settings: Settings,
    params: Mapping[str, Any],
    interval_start: datetime | None,
    run_after: datetime,
    now: datetime,
    config_on_driver: Callable[[str], str],
) -> Plan:
    """
    The day whose data interval ended when the run's began, and some hours more; raises `appmetrica.day.DayRefusedError` for one
    that is not over.
    """
    day = chosen_day(params["date"], interval_start and interval_start - SETTLING, run_after - SETTLING)
    check_over(day, now)
    return _plan("reconcile", settings, day, params, config_on_driver, "--resolve", "--wait", f"{LONGEST_WAIT.seconds}s")


def _plan(
    command: str, settings: Settings, day: date, params: Mapping[str, Any], config_on_driver: Callable[[str], str], *more: str
) -> Plan:
    config = params["config"] or settings.config
    return Plan(
        day=day.isoformat(),
        source=settings.source(day),
        ready=settings.ready(day),
        outbox=settings.outbox(day),
        storage_conn_id=settings.storage_conn_id,
        dry_run=params.get("dry_run", False),
        config=config,
        arguments=[*_arguments(command, settings, day, config_on_driver(config)), *more],
    )


def _arguments(command: str, settings: Settings, day: date, config: str) -> list[str]:
    """What the DAGs rely on is not left to the configuration file."""
    options = {
        "job.name": settings.job_name,
        "source.path" if settings.source_path else "source.table": settings.source_path or settings.source_table,
        "work.path": settings.work_path,
        "api.max-event-age": f"{settings.max_event_age_days}d",
        "api.event-age-margin": f"{EVENT_AGE_MARGIN.seconds}s",
        "upload.deadline": f"{UPLOAD_DEADLINE.seconds}s",
    }
    arguments = [command, "--config", config, "--date", day.isoformat()]
    for key, value in options.items():
        arguments += ["-D", f"{key}={value}"]
    return arguments
