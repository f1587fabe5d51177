"""What one deployment's runs have in common: the Airflow Variable ``appmetrica_export``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, timedelta
from typing import Any

VARIABLE = "appmetrica_export"

_DATE = re.compile(r"\{date(?::([^}]*))?\}")
_PARTS = re.compile(r"'([^']*)'|((?P<letter>[A-Za-z])(?P=letter)*)")
_WRITTEN = {"yyyy": "%Y", "uuuu": "%Y", "yy": "%y", "MM": "%m", "M": "%-m", "dd": "%d", "d": "%-d", "DDD": "%j"}
"""Of the job's patterns, which are Java's, those that the DAG can write as well."""


_OPTIONAL = ("source_path", "source_table", "storage_conn_id", "lake_asset", "image", "pod_templates")


class SettingsError(ValueError):
    """The Variable is not what this DAG needs; the message lists every problem."""


@dataclass(frozen=True)
class LakeAsset:
    """The asset whose partitions are the days of the lake; its update begins the run of a day."""

    name: str
    key_format: str

    @classmethod
    def of(cls, variable: object) -> LakeAsset | None:
        """Out of the Variable, whatever else is wrong with it; none where the clock begins the runs. Raises `SettingsError`."""
        chosen = variable if isinstance(variable, Mapping) else {}
        problems = _wrong_values({name: chosen[name] for name in ("lake_asset", "lake_key_format") if name in chosen})
        if problems:
            raise _error(problems)
        name = chosen.get("lake_asset")
        return cls(name, chosen.get("lake_key_format", Settings.lake_key_format)) if name else None


@dataclass(frozen=True)
class Settings:
    """The paths are given to the job as well, so what is waited for and audited is what it reads and writes."""

    jar: str
    """The job's jar, as spark-submit takes it."""
    config: str
    """Its HOCON file: the mapping and everything that is not set here."""
    work_path: str
    """``work.path``: the outbox, where summary.json is found."""
    source_path: str | None = None
    """``source.path``: the day's Parquet, with ``{date}`` in it, or ``{date:yyyyMMdd}`` and the like."""
    source_table: str | None = None
    """``source.table``, in place of a path; nothing is waited for then."""
    job_name: str = "offline-events"
    """``job.name``: a folder below the work path."""
    ready_marker: str = "_SUCCESS"
    """The file below the source path that says the day is complete; empty: the path itself."""
    storage_conn_id: str | None = None
    """Airflow's connection to the lake; not needed for local paths."""
    max_event_age_days: int = 14
    """``api.max-event-age``: the API refuses older events."""

    lake_asset: str | None = None
    """The name of the asset whose partitions are the days of the lake: its update begins a day's run, in place of the clock."""
    lake_key_format: str = "%Y-%m-%d"
    """How the partitions of that asset write a day, in the directives of ``strptime``."""

    image: str | None = None
    """Kubernetes alone: the image that holds Spark and the jar."""
    pod_templates: str | None = None
    """Kubernetes alone: where the worker finds jobs/kubernetes/*-pod-template.yaml."""

    @classmethod
    def of(cls, variable: object) -> Settings:
        """Reads the Variable; raises `SettingsError` with all problems at once."""
        if not isinstance(variable, Mapping):
            raise SettingsError(f"the Variable {VARIABLE} must hold a JSON object, see the DAG's documentation")
        known = {field.name: field for field in fields(cls)}
        problems = [f"{name}: unknown" for name in sorted(set(variable) - set(known))]
        problems += [f"{name}: missing" for name, field in known.items() if name not in variable and field.default is MISSING]
        problems += _wrong_values({name: variable[name] for name in known if name in variable})
        if (variable.get("source_path") is None) == (variable.get("source_table") is None):
            problems.append("source_path, source_table: name one of them, as the job's configuration does")
        if problems:
            raise _error(problems)
        return cls(**variable)

    def source(self, day: date) -> str:
        """The path of the day, or the table."""
        if self.source_path is None:
            return str(self.source_table)
        return _DATE.sub(lambda place: _text(place[1], day), self.source_path)

    def ready(self, day: date) -> str:
        """What lies in the lake once the day is complete; empty of a table."""
        if self.source_path is None:
            return ""
        return f"{self.source(day).rstrip('/')}/{self.ready_marker}" if self.ready_marker else self.source(day)

    def outbox(self, day: date) -> str:
        """Where the job keeps the runs of a day."""
        return f"{self.work_path.rstrip('/')}/{self.job_name}/date={day.isoformat()}"

    @property
    def max_event_age(self) -> timedelta:
        return timedelta(days=self.max_event_age_days)


def _error(problems: list[str]) -> SettingsError:
    return SettingsError(f"the Variable {VARIABLE} is wrong: " + "; ".join(problems))


def _wrong_values(values: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {value!r}: {problem}" for name, value in values.items() if (problem := _problem(name, value))]


def _problem(name: str, value: Any) -> str | None:
    if name == "max_event_age_days":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return None if whole and value > 0 else "must be a whole number of days, such as 14"
    if (value is None and name in _OPTIONAL) or (value == "" and name == "ready_marker"):
        return None
    if not isinstance(value, str) or not value.strip():
        return "must be a text"
    if name == "source_path":
        return _problem_of_dates([place[1] for place in _DATE.finditer(value)])
    if name == "lake_key_format" and not all(part in value for part in ("%Y", "%m", "%d")):
        return "must hold %Y, %m and %d, such as %Y-%m-%d, or %Y-%m-%dT%H:%M:%S for the keys of a CronPartitionTimetable"
    return None


def _text(pattern: str | None, day: date) -> str:
    """As the job writes it; raises `KeyError` for letters that are not known here."""
    if pattern is None:
        return day.isoformat()
    return _PARTS.sub(lambda part: (part[1] or "'") if part[2] is None else day.strftime(_WRITTEN[part[2]]), pattern)


def _problem_of_dates(patterns: list[str | None]) -> str | None:
    if not patterns:
        return "must hold {date}, such as s3a://lake/offline_events/dt={date}"
    for pattern in patterns:
        try:
            _text(pattern, date.min)
        except KeyError as unknown:
            return f"{{date:{pattern}}} holds {unknown}, and the DAG can write {', '.join(_WRITTEN)}"
    return None
