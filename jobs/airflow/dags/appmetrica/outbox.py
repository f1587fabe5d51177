"""The job's own account of a day: summary.json of its last run."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from airflow.sdk import ObjectStoragePath

_RUN = re.compile(r"run=(\d+)")
_OVER_BUDGET = "over_budget"


@dataclass(frozen=True)
class Summary:
    """What summary.json says, and where it lies."""

    place: str
    content: dict[str, Any]

    @property
    def exit_code(self) -> int:
        return self.content["exit_code"]

    @property
    def events(self) -> dict[str, int]:
        """How many by outcome."""
        return self.content["events"]

    @property
    def read(self) -> int:
        return self.content["read"]

    @property
    def warnings(self) -> list[str]:
        """What else to know of the run; a version that had none wrote none."""
        return self.content.get("warnings", [])

    @property
    def finished_at(self) -> datetime:
        """When the last answer came."""
        return datetime.fromisoformat(self.content["finished_at"])

    @property
    def is_out_of_budget(self) -> bool:
        """Whether the gate refused the day for the daily event budget, and for nothing else."""
        return set(self.content.get("objection_codes", [])) == {_OVER_BUDGET}

    @property
    def more_fits_from(self) -> datetime | None:
        """When the budget lets more of a day pass that was sent in part; none where it holds back nothing, or nobody knows when."""
        steps = self.content.get("waiting_for_budget", {}).get("steps", [])
        return datetime.fromisoformat(steps[0]["from"]).astimezone(UTC) if steps else None


def last_summary(outbox: str, conn_id: str | None = None) -> Summary | None:
    """The summary of the last run that froze payloads; none while that run has not been settled, or there is none."""
    folder = storage_path(outbox, conn_id)
    if not folder.exists():
        return None
    runs = {int(found[1]): run for run in folder.iterdir() if (found := _RUN.fullmatch(run.name))}
    frozen = [number for number in sorted(runs) if (runs[number] / "manifest.json").exists()]
    if not frozen:
        return None
    file = runs[frozen[-1]] / "summary.json"
    return Summary(str(file), json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None


def storage_path(path: str, conn_id: str | None = None) -> ObjectStoragePath:
    """A path as the job writes it, as Airflow opens it."""
    return ObjectStoragePath(re.sub(r"^s3[an]://", "s3://", path), conn_id=conn_id)
