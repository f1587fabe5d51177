"""The tables: medians of each contestant, then ours over each of the others, with what is to be reached."""

import datetime
import os
import platform
import statistics
import subprocess
from importlib.metadata import version
from pathlib import Path

from contestants import CONTESTANTS
from measurements import Record, median

# Ours over each, by rows and shape; None where nothing was promised.
RATIOS = {
    "spark+curl": {(10_000_000, "wide"): 0.85, (10_000_000, "narrow"): 1.0, (1_000_000, "wide"): 1.1},
    "toy": {(10_000_000, "wide"): 0.85, (10_000_000, "narrow"): 1.0, (1_000_000, "wide"): 1.0},
    "script": {(10_000_000, "wide"): 0.30, (10_000_000, "narrow"): 0.70, (1_000_000, "wide"): 1.0},
    "duckdb-checked": {(10_000_000, "wide"): 2.0},
    "duckdb+curl": {},
    "polars+curl": {},
    "ours+comet": {},
}
PLAN_OVER_WRITE = {(10_000_000, "wide"): 0.70, (10_000_000, "narrow"): 0.80, (1_000_000, "wide"): 0.85}


def print_tables(records: list[Record]) -> None:
    settings: list[dict] = []
    for one in records:
        if one["setting"] not in settings:
            settings.append(one["setting"])
    print_machine(records)
    print_medians(settings, records)
    print_ratios(settings, records)


def print_machine(records: list[Record]) -> None:
    java = subprocess.run(["java", "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    packages = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "polars", "pandas", "pyarrow"))
    load = f", load before each run {statistics.median(one['load'] for one in records):.1f} (median)" if records else ""
    today = datetime.datetime.now(datetime.UTC).date()
    machine = f"{processor()}, {os.cpu_count()} cores, Linux {platform.release()}, {java}"
    print(f"\nMedians. {today}, {machine}; {packages}, the rest in pom.xml{load}")


def processor() -> str:
    information = Path("/proc/cpuinfo")
    for line in information.read_text().splitlines() if information.exists() else []:
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor() or platform.machine()


def print_medians(settings: list[dict], records: list[Record]) -> None:
    figures = ("wall, s", "without start, s", "plan, s", "send, s", "CPU, s", "peak MB", "requests", "MB sent")
    print("\n| rows | shape | server | contestant | runs | " + " | ".join(figures) + " |")
    print("|---:|---|---:|---|---:|" + "---:|" * len(figures))
    for setting in settings:
        of = [one for one in records if one["setting"] == setting]
        where = f"| {setting['rows']:,} | {setting['shape']} | {setting['latency']} ms "
        for name in CONTESTANTS:
            runs = [one for one in of if one["contestant"] == name]
            if not runs:
                continue
            called = "curl, our frozen files" if name == "curl" else name
            if all("failed" in one for one in runs):
                print(f"{where}| {called} | {len(runs)} | {runs[-1]['failed']} ||||||||")
                continue
            well = [one for one in runs if "failed" not in one]
            times = " | ".join(number(median(well, name, figure), 1) for figure in ("wall", "inner", "plan", "send", "cpu"))
            sent = well[-1]["sent"]
            rest = f"{median(well, name, 'rss_mb'):,.0f} | {sent['requests']:,} | {sent['bytes'] / 1e6:,.0f}"
            print(f"{where}| {called} | {len(well)} | {times} | {rest} |")


def print_ratios(settings: list[dict], records: list[Record]) -> None:
    print("\nRatios of medians: ours over each, the largest allowed in brackets; the last three columns are of stages.\n")
    print(
        "| rows | shape | server | " + " | ".join(RATIOS) + " | plan / write.csv | curl / send | send / (requests x latency / in flight) |"
    )
    print("|---:|---|---:|" + "---:|" * (len(RATIOS) + 3))
    for setting in settings:
        of = [one for one in records if one["setting"] == setting]
        day = setting["rows"], setting["shape"]
        cells = [ratio(median(of, "ours", "wall"), median(of, name, "wall"), targets.get(day)) for name, targets in RATIOS.items()]
        cells.append(ratio(median(of, "ours", "plan"), median(of, "spark+curl", "plan"), PLAN_OVER_WRITE.get(day)))
        cells.append(ratio(median(of, "curl", "send"), median(of, "ours", "send")))
        cells.append(ratio(median(of, "ours", "send"), least_of_sending(of, setting)))
        print(f"| {setting['rows']:,} | {setting['shape']} | {setting['latency']} ms | " + " | ".join(cells) + " |")


def least_of_sending(records: list[Record], setting: dict) -> float | None:
    """Seconds that the server's latency alone makes of the requests."""
    payloads = median(records, "ours", "payloads")
    return payloads * setting["latency"] / 1000 / setting["in_flight"] if payloads else None


def ratio(over: float | None, under: float | None, most: float | None = None) -> str:
    return number(over / under if over and under else None, 2) + ("" if most is None else f" (≤ {most})")


def number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
