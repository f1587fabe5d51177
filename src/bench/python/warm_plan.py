"""The plan stage in a warm JVM: wall and CPU of each round. Started by src/bench/warm-plan."""

import argparse
import re
import shutil
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

import options
from contestants import DAY, config_of, keys
from machine import BUILT, ProcessFailedError, jvm, run
from run import day_of

ROUND = re.compile(r"round (\d+): wall ([\d.]+) cpu ([\d.]+) micros ([\d.]+) process ([\d.]+)")
# Nobody is asked: a dry run ends at the gate.
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Round:
    wall: float
    cpu: float
    micros: float
    process: float


def measure(memory: str, cores: int, rounds: int, rows: int, written: Path, command: list[object], log: Path) -> list[Round]:
    # The shipped jar comes first; of the compiled classes beside it only the benchmark's are taken.
    java = jvm(
        "WarmPlan",
        memory,
        cores,
        rounds,
        rows,
        written,
        *command,
        settings=("spark.extraListeners=io.github.appmetricaexport.bench.StageCosts",),
    )
    at = java.index("-cp") + 1
    java[at] = f"{BUILT}/appmetrica-export.jar:{java[at]}"
    found = ROUND.findall(run(java, log, keys()).text)
    return [Round(*map(float, figures)) for _, *figures in found]


def show(name: str, rounds: list[Round]) -> None:
    for number, one in enumerate(rounds, 1):
        print(f"| {name} | {number} | {one.wall:.1f} | {one.cpu:.1f} | {one.micros:.2f} | {one.process:.1f} |", flush=True)
    warm = rounds[1:]
    if warm:
        print(
            f"| {name}, median from the second on | | {statistics.median(one.wall for one in warm):.1f} "
            f"| {statistics.median(one.cpu for one in warm):.1f} | {statistics.median(one.micros for one in warm):.2f} "
            f"| {statistics.median(one.process for one in warm):.1f} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="src/bench/warm-plan", description="What the plan stage costs in a warm JVM.")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--shape", default="wide")
    parser.add_argument("--rounds", type=int, default=4, help="the first warms the JVM up and does not count")
    parser.add_argument("--csv", action="store_true", help="besides, the same rounds of Spark's own CSV writer, in a JVM of their own")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--memory", default="1g")
    said = parser.parse_args()
    folder = BUILT / "warm"
    folder.mkdir(parents=True, exist_ok=True)
    settings = options.parse(["--dir", str(folder), "--cores", str(said.cores), "--memory", said.memory])
    day = day_of(folder.parent, said.rows, said.shape, settings.files)
    config = config_of(folder, day, NOWHERE, settings)
    print("| what | round | stage, wall s | stage, CPU s | µs a row | process, CPU s |\n|---|---:|---:|---:|---:|---:|", flush=True)
    measured = {"plan": ["export", "--config", config, "--date", DAY, "--dry-run"]}
    if said.csv:
        measured["write.csv"] = ["csv", day, folder / "work/csv", settings.max_rows]
    try:
        for name, command in measured.items():
            show(name, measure(said.memory, said.cores, said.rounds, said.rows, folder / "work", command, folder / f"{name}.txt"))
    except ProcessFailedError as failure:
        sys.exit(str(failure))
    finally:
        shutil.rmtree(folder / "work", ignore_errors=True)


if __name__ == "__main__":
    main()
