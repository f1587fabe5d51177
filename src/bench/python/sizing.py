"""What executors, requests in flight and the size of a payload do to an export: sizing.py [ROWS], 1000000 if left out.

Exports one day again and again on executors in processes of their own (Spark's local-cluster, 512 MB of heap each) to the
sandbox, which takes one second for each answer; prints a line of a table for each. Started by src/bench/sizing; needs no packages.
"""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from machine import ROOT, instant

WORK = ROOT / "target/bench/sizing"
DAY = (datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)).isoformat()
LATENCY = 1.0
HEAP_MB = 512


@dataclass(frozen=True)
class Setting:
    executors: int
    cores: int
    in_flight: int
    rows_of_a_payload: int


SETTINGS = [
    Setting(1, 2, 8, 5_000),
    Setting(2, 1, 8, 5_000),
    Setting(2, 1, 32, 5_000),
    Setting(2, 1, 64, 5_000),
    Setting(2, 1, 32, 25_000),
    Setting(2, 1, 32, 100_000),
]


def start(command: list[object], log: Path) -> subprocess.Popen:
    with log.open("w") as output:
        words = [str(word) for word in command]
        return subprocess.Popen(words, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"})


def ended(process: subprocess.Popen, log: Path) -> str:
    """What it printed; ends the benchmark where it failed."""
    if process.wait() != 0:
        sys.exit(log.read_text())
    return log.read_text()


class PeakMemory(threading.Thread):
    """The most that the driver and the largest of its executors ever had resident, in MB."""

    def __init__(self, submission: subprocess.Popen) -> None:
        super().__init__(daemon=True)
        self.submission, self.driver, self.executor = submission, 0, 0
        self.start()

    def run(self) -> None:
        while self.submission.poll() is None:
            for process in Path("/proc").glob("[0-9]*"):
                self.look_at(process)
            time.sleep(0.3)

    def look_at(self, process: Path) -> None:
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
            if str(WORK) not in command:
                return
            peak = int(re.search(r"VmHWM:\s+(\d+)", (process / "status").read_text())[1]) // 1024
        except (OSError, TypeError):
            return
        if "CoarseGrainedExecutorBackend" in command:
            self.executor = max(self.executor, peak)
        elif "SparkSubmit" in command:
            self.driver = max(self.driver, peak)


def export_command(folder: Path, setting: Setting) -> list[object]:
    options = {
        "payload.max-rows": setting.rows_of_a_payload,
        "payload.max-bytes": "100MB",
        "upload.max-concurrent-requests": setting.in_flight,
        "work.path": f"file://{folder}/work",
    }
    command = ["jobs/submit.sh", "--master", f"local-cluster[{setting.executors},{setting.cores},{HEAP_MB}]", "--driver-memory", "1g"]
    command += ["--conf", f"spark.executor.memory={HEAP_MB}m", "--conf", "spark.ui.enabled=false"]
    # By this the executors are known from others on the machine.
    command += ["--conf", f"spark.executor.extraJavaOptions=-Dsizing={WORK}"]
    command += ["export", "--config=conf/quickstart.conf", f"--date={DAY}"]
    for key, value in options.items():
        command += ["-D", f"{key}={value}"]
    return command


def export(setting: Setting) -> None:
    folder = WORK / f"{setting.executors}-{setting.cores}-{setting.in_flight}-{setting.rows_of_a_payload}"
    folder.mkdir()
    (folder / "lake").symlink_to(WORK / "lake")
    log = folder / "export.log"
    timed = ["bash", "-c", 'TIMEFORMAT="whole seconds %R"; time "$@"', "bash", *export_command(folder, setting)]
    run = start(["jobs/with-sandbox", folder, f"--fault=slow:1:delay={LATENCY}", "--", *timed], log)
    memory = PeakMemory(run)
    wall = float(re.search(r"whole seconds ([\d.]+)", ended(run, log))[1])
    print(row(setting, folder / f"work/quickstart/date={DAY}/run=1", wall, memory), flush=True)
    shutil.rmtree(folder)


def row(setting: Setting, outbox: Path, wall: float, memory: PeakMemory) -> str:
    manifest = json.loads((outbox / "manifest.json").read_text())
    receipts = [json.loads(file.read_text()) for file in (outbox / "receipts").glob("[!.]*")]
    plan = (outbox / "manifest.json").stat().st_mtime - instant(manifest["createdAt"])
    begun = min(instant(receipt["startedAt"]) for receipt in receipts)
    send = max(instant(receipt["finishedAt"]) for receipt in receipts) - begun
    payloads, megabytes = manifest["payloads"], manifest["bytes"] / 1e6
    least = max(payloads * LATENCY / setting.in_flight, LATENCY)
    cells = [setting.executors, setting.cores, setting.in_flight, f"{setting.rows_of_a_payload:,}", payloads, f"{megabytes / payloads:.1f}"]
    cells += [f"{plan:.1f}", f"{send:.1f}", f"{least:.1f}", f"{megabytes / send:.0f}", f"{wall:.1f}", memory.executor, memory.driver]
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    sample = WORK / "sample-data.log"
    lake = WORK / f"lake/offline_events/dt={DAY}"
    ended(start(["jobs/submit.sh", "sample-data", f"--out={lake}", f"--date={DAY}", f"--rows={rows}"], sample), sample)
    print(f"{rows:,} rows; the API answers after {LATENCY:.0f} s; {HEAP_MB} MB of heap an executor; {os.cpu_count()} cores\n")
    columns = ("executors", "cores of each", "requests in flight", "rows of a payload", "payloads", "MB each", "plan, s", "send, s")
    columns += ("payloads x latency / in flight, s", "MB/s", "whole, s", "executor, MB", "driver, MB")
    print("| " + " | ".join(columns) + " |\n|" + "---:|" * len(columns), flush=True)
    for setting in SETTINGS:
        export(setting)


if __name__ == "__main__":
    main()
