"""The job's own account of a day: summary.json of each of its runs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from airflow.sdk import ObjectStoragePath

if TYPE_CHECKING:
    from collections.abc import Iterable

_RUN = re.compile(r"run=(\d+)")
_LOST = re.compile(r"lost\.\d+")
_OVER_BUDGET = "over_budget"
_BY_GRAVITY = (8, 1, 7, 5, 2, 4, 3, 6, 9, 0)
"""Exit codes as the job orders them, from what needs a person most."""


@dataclass(frozen=True)
class Summary:
    """What summary.json says, and where it lies."""

    place: str
    content: dict[str, Any]

    @property
    def exit_code(self) -> int:
        return self.content["exit_code"]

    @property
    def run_id(self) -> str:
        return self.content["run_id"]

    @property
    def outcome(self) -> str:
        """In words."""
        return self.content["outcome"].replace("_", " ")

    @property
    def is_of_something_sent(self) -> bool:
        return self.content.get("requests", 1) > 0

    @property
    def gone(self) -> int:
        """Rows that runs before it booked and the source no longer has; a version without further runs wrote none."""
        return self.content.get("gone", 0)

    @property
    def events(self) -> dict[str, int]:
        """How many by outcome."""
        return self.content["events"]

    @property
    def payloads(self) -> dict[str, int]:
        """How many by outcome."""
        return self.content.get("payloads", {})

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


@dataclass(frozen=True)
class Account:
    """A day over its runs."""

    runs: list[Summary]
    """Those that count, in ascending order; at least one."""

    @property
    def gravest(self) -> Summary:
        """The run that needs a person most; of equals the last."""
        return min(reversed(self.runs), key=lambda run: _BY_GRAVITY.index(run.exit_code) if run.exit_code in _BY_GRAVITY else -1)

    @property
    def exit_code(self) -> int:
        """As the job ends with, where a cluster loses it."""
        return self.gravest.exit_code if self.books_balance else 8

    @property
    def read(self) -> int:
        """Rows of the source as the last run saw it."""
        return self.runs[-1].read

    @property
    def gone(self) -> int:
        """Rows that were booked and that the source does not have any more, or has otherwise."""
        return self.runs[-1].gone

    @property
    def events(self) -> dict[str, int]:
        """
        How many by outcome, of all runs; each has booked what those before it answer for.

        Skipped are those that the last run saw: every run looks at all of them. A version without a filter wrote none.
        """
        sums: dict[str, int] = {}
        for run in self.runs:
            for outcome, count in run.events.items():
                if outcome not in ("booked", "skipped", "undecided"):
                    sums[outcome] = sums.get(outcome, 0) + count
        skipped = self.runs[-1].events.get("skipped", 0)
        return sums | ({"skipped": skipped} if skipped else {})

    @property
    def books_balance(self) -> bool:
        """Whether each row of the source as it stands is booked once, by one of the runs."""
        return all(run.content["books_balance"] for run in self.runs) and self.read + self.gone == sum(self.events.values())

    @property
    def warnings(self) -> list[str]:
        return list(dict.fromkeys(warning for run in self.runs for warning in run.warnings))

    @property
    def finished_at(self) -> datetime:
        """When the last answer came; where nothing was asked, when the last run was frozen."""
        return max(run.finished_at for run in [run for run in self.runs if run.is_of_something_sent] or self.runs)

    def finished_since(self, moment: datetime) -> list[Summary]:
        """The runs whose last answer came then or later."""
        return [run for run in self.runs if run.is_of_something_sent and run.finished_at >= moment]


def account(outbox: str, conn_id: str | None = None) -> Account | None:
    """The runs of the day that count; none while one of them has not been settled, or there is none."""
    folder = storage_path(outbox, conn_id)
    if not folder.exists():
        return None
    entries = list(folder.iterdir())
    lost = {run_id for file in entries if _LOST.fullmatch(file.name) for run_id in _json(file)["runIds"]}
    runs = {int(found[1]): run for run in entries if (found := _RUN.fullmatch(run.name))}
    frozen = [runs[number] for number in sorted(runs) if _is_frozen(runs[number], lost)]
    counting = []
    for run in frozen:
        is_begun = _is_begun(run)
        # One that was not begun has given way to a later one, and of one that was withdrawn the manifest is all that is left.
        if not is_begun and (run != frozen[-1] or _fate(run) == "WITHDRAWN"):
            continue
        file = run / "summary.json"
        if file.exists():
            counting.append(Summary(str(file), _json(file)))
        elif is_begun or (run / "payloads").exists():
            return None
    return Account(counting) if counting else None


def events_by_application(runs: Iterable[Summary], conn_id: str | None = None) -> dict[str, int]:
    """How many events the runs' payloads hold, by application; all were accepted where the runs are complete."""
    counts: dict[str, int] = {}
    for run in runs:
        folder = storage_path(run.place, conn_id).parent
        with (folder / _json(folder / "manifest.json")["payloadList"]).open("r", encoding="utf-8") as payloads:
            for payload in map(json.loads, payloads):
                counts[payload["applicationId"]] = counts.get(payload["applicationId"], 0) + payload["rows"]
    return counts


def _is_frozen(run: ObjectStoragePath, lost: set[str]) -> bool:
    """Whether it has payloads that are what they are, and somebody has not decided that its outbox is lost."""
    manifest = run / "manifest.json"
    return manifest.exists() and not (lost and _json(manifest)["runId"] in lost)


def _is_begun(run: ObjectStoragePath) -> bool:
    """Whether it is sent; of a run that an older version of the job sent its claims and receipts tell that."""
    fate = _fate(run)
    return fate == "BEGUN" if fate else _has_files(run / "intents") or _has_files(run / "receipts")


def _fate(run: ObjectStoragePath) -> str | None:
    file = run / "fate.json"
    return _json(file) if file.exists() else None


def _has_files(folder: ObjectStoragePath) -> bool:
    return folder.exists() and any(True for _ in folder.iterdir())


def _json(file: ObjectStoragePath) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def storage_path(path: str, conn_id: str | None = None) -> ObjectStoragePath:
    """A path as the job writes it, as Airflow opens it."""
    return ObjectStoragePath(re.sub(r"^s3[an]://", "s3://", path), conn_id=conn_id)
