"""What was measured, a line of JSON for each turn, so that an interrupted run goes on where it was."""

import json
import statistics
from collections.abc import Iterable
from pathlib import Path

Record = dict[str, object]


class Measurements:
    def __init__(self, file: Path) -> None:
        self.file = file

    def forget(self) -> None:
        self.file.unlink(missing_ok=True)

    def all(self) -> list[Record]:
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text().splitlines() if line.strip()]

    def add(self, record: Record) -> None:
        with self.file.open("a") as lines:
            lines.write(json.dumps(record) + "\n")

    def have(self, setting: dict[str, object], contestant: str, turn: int) -> bool:
        return any(one["setting"] == setting and one["contestant"] == contestant and one["turn"] == turn for one in self.all())

    def size_of_a_payload(self, shape: str) -> int:
        """Bytes of a payload of ours, as last measured; 8 MB before that."""
        frozen = [one for one in self.all() if one["contestant"] == "ours" and one["setting"]["shape"] == shape]
        return int(frozen[-1]["bytes"] / frozen[-1]["payloads"]) if frozen else 8_000_000


def median(records: Iterable[Record], contestant: str, figure: str) -> float | None:
    values = [one[figure] for one in records if one["contestant"] == contestant and figure in one]
    return statistics.median(values) if values else None
