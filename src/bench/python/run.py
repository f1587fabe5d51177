"""Runs the contestants by turns, keeps every measurement, prints the tables. Started by src/bench/benchmark."""

import datetime
import os
import sys
import time
from pathlib import Path

from contestants import CONTESTANTS, Turn
from machine import PYTHON, DrainingServer, ProcessFailedError, run
from measurements import Measurements
from options import Options, parse
from tables import print_tables

# Events grow old, and the export would refuse them.
OLDEST_DAY_SECONDS = 5 * 86_400


def day_of(folder: Path, rows: int, shape: str, files: int) -> Path:
    """The folder of a day's Parquet, made unless it is there."""
    day = folder / f"days/{shape}-{rows}-{files}"
    made = day.parent / (day.name + ".made")
    if not made.exists() or time.time() - made.stat().st_mtime > OLDEST_DAY_SECONDS:
        command = [sys.executable, PYTHON / "make_day.py", day, rows, shape, files]
        print(run(command, folder / "make_day.txt").text.strip(), flush=True)
        made.touch()
    return day


class Benchmark:
    def __init__(self, options: Options, measurements: Measurements) -> None:
        self.options = options
        self.measurements = measurements

    def measure(self) -> None:
        for rows in self.options.rows:
            for shape in self.options.shapes:
                day = day_of(self.options.folder, rows, shape, self.options.files)
                for latency in self.options.latencies:
                    setting = self.options.setting(rows, shape, latency)
                    for turn in range(self.options.rounds):
                        self.round(setting, turn, day)

    def round(self, setting: dict[str, object], turn: int, day: Path) -> None:
        for name in self.options.contestants:
            if self.measurements.have(setting, name, turn):
                continue
            self.take(setting, name, turn, day)
            if name == "ours":
                self.take(setting, "curl", turn, day)

    def take(self, setting: dict[str, object], name: str, turn: int, day: Path) -> None:
        record = {"setting": setting, "contestant": name, "turn": turn, "at": now(), "load": os.getloadavg()[0]}
        size = self.measurements.size_of_a_payload(setting["shape"])
        with DrainingServer(self.options.folder, setting["latency"]) as server:
            try:
                record.update(CONTESTANTS[name].measure(Turn(self.options, day, server, size)))
            except ProcessFailedError as failure:
                if not CONTESTANTS[name].may_fail:
                    sys.exit(str(failure))
                record["failed"] = reason(str(failure))
            record["sent"] = server.counts()
        self.measurements.add(record)
        where = f"{setting['rows']:>11,} {setting['shape']:<7} {setting['latency']:>4} ms"
        print(f"{where}  {name:<14} turn {turn + 1}: {told(record)}", flush=True)


def now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def reason(failure: str) -> str:
    """The line of a process's last words that says most, fit for a cell of a table."""
    lines = [line.strip() for line in failure.splitlines() if line.strip()]
    telling = [line for line in lines if "Exception" in line or "Error" in line or line.startswith("error:")]
    return (telling or lines)[0][:200].replace("|", "/")


def told(record: dict[str, object]) -> str:
    if "failed" in record:
        return f"failed: {record['failed']}"
    sent = record["sent"]
    return (
        f"{record['wall']:7.1f} s wall, {record['cpu']:7.1f} s CPU, {record['rss_mb']:6,.0f} MB peak, "
        f"{sent['requests']:,} requests, {sent['bytes'] / 1e6:,.0f} MB sent"
    )


def main() -> None:
    options = parse()
    options.folder.mkdir(parents=True, exist_ok=True)
    measurements = Measurements(options.folder / "results.jsonl")
    if options.fresh:
        measurements.forget()
    if not options.only_table:
        Benchmark(options, measurements).measure()
    print_tables(measurements.all())


if __name__ == "__main__":
    main()
