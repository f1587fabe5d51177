"""The contestants: each takes the same Parquet day to the same server, and says what that cost."""

import datetime
import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet

from machine import BUILT, PYTHON, DrainingServer, Ended, ProcessFailedError, instant, jvm, run

if TYPE_CHECKING:
    from options import Options

DAY = datetime.datetime.now(datetime.UTC).date().isoformat()
APPLICATIONS = (1111, 2222, 3333)
# Its native scan, with what it needs and nothing of it that changes results; the heap stays that of the others.
COMET = (
    f"spark.driver.extraClassPath={BUILT}/comet/*",
    "spark.plugins=org.apache.spark.CometPlugin",
    "spark.comet.enabled=true",
    "spark.memory.offHeap.enabled=true",
    "spark.memory.offHeap.size=1g",
)

# As the nodes of a plan are called in the event log.
COMET_SCAN = re.compile(r"Comet\w*Scan")

Figures = dict[str, object]


@dataclass(frozen=True)
class Turn:
    """One turn of one contestant."""

    options: "Options"
    day: Path
    server: DrainingServer
    size_of_a_file: int
    """What DuckDB, which counts bytes and not rows, is told: as large as a payload of ours."""

    @property
    def folder(self) -> Path:
        return self.options.folder

    @property
    def outbox(self) -> Path:
        return self.folder / f"work/outbox/bench/date={DAY}/run=1"


@dataclass(frozen=True)
class Contestant:
    sentence: str
    measure: Callable[[Turn], Figures]
    may_fail: bool = False


def config_of(folder: Path, day: Path, base_url: str, options: "Options") -> Path:
    """The export's configuration: columns of the day as they are called."""
    columns = pyarrow.parquet.ParquetFile(min(day.glob("*.parquet"))).schema_arrow.names
    mapping = "\n".join(f"  {column} = {column}" for column in columns)
    config = folder / "ours.conf"
    config.write_text(f"""
job.name = bench
source.path = "file://{day}"
mapping {{
{mapping}
}}
api.base-url = "{base_url}"
payload {{ max-rows = {options.max_rows}, max-bytes = {options.max_bytes} }}
upload.max-concurrent-requests = {options.in_flight}
work.path = "file://{folder}/work/outbox"
results.path = "file://{folder}/work/results"
""")
    return config


def keys() -> dict[str, str]:
    return {f"APPMETRICA_POST_API_KEY_{application}": "invented" for application in APPLICATIONS}


def curl(turn: Turn, files: list[Path], log: str) -> Ended:
    """One curl for all files, as many at once as anybody else has in flight."""
    config = turn.folder / "curl.config"
    config.write_text("".join(f'url = "{turn.server.url}"\nupload-file = "{file}"\noutput = "/dev/null"\n' for file in files))
    command = ["curl", "--silent", "--show-error", "--fail", "--parallel", "--parallel-immediate"]
    command += ["--parallel-max", turn.options.in_flight, "-X", "POST", "-H", "Expect:", "-H", "Content-Type: text/csv"]
    return run([*command, "--config", config], turn.folder / f"{log}.txt")


def export(turn: Turn, log: str, settings: list[str]) -> Figures:
    options = turn.options
    shutil.rmtree(turn.folder / "work", ignore_errors=True)
    config = config_of(turn.folder, turn.day, turn.server.base, options)
    command = ["jobs/submit.sh", "--master", f"local[{options.cores}]", "--driver-memory", options.memory]
    for setting in settings:
        command += ["--conf", setting]
    ended = run([*command, "export", "--config", config, "--date", DAY], turn.folder / f"{log}.txt", keys())
    manifest = json.loads((turn.outbox / "manifest.json").read_text())
    receipts = [json.loads(file.read_text()) for file in (turn.outbox / "receipts").glob("[!.]*")]
    begun, frozen = instant(manifest["createdAt"]), (turn.outbox / "manifest.json").stat().st_mtime
    first = min(instant(receipt["startedAt"]) for receipt in receipts)
    last = max(instant(receipt["finishedAt"]) for receipt in receipts)
    assert manifest["validRows"] == manifest["sourceRows"], "every row of the benchmark's day is valid"
    times = {"inner": last - begun, "plan": frozen - begun, "send": last - first}
    return {**ended.cost(), **times, "payloads": manifest["payloads"], "bytes": manifest["bytes"]}


def ours(turn: Turn) -> Figures:
    return export(turn, "ours", turn.options.conf)


def ours_with_comet(turn: Turn) -> Figures:
    """Ours as it is; Comet takes over what it can of the plan. That it did shows in the event log: nothing else would tell."""
    events = turn.folder / "comet-events"
    shutil.rmtree(events, ignore_errors=True)
    events.mkdir()
    logged = ("spark.eventLog.enabled=true", f"spark.eventLog.dir=file://{events}")
    figures = export(turn, "comet", [*turn.options.conf, *COMET, *logged])
    if not any(COMET_SCAN.search(file.read_text()) for file in events.iterdir()):
        raise ProcessFailedError("Comet loaded, and read nothing: Spark's own reader did it all")
    return figures


def curl_of_frozen(turn: Turn) -> Figures:
    """The send stage's measure: the same frozen files, by curl. Runs after ours, on what it left."""
    files = sorted((turn.outbox / "payloads").glob("*.csv"))
    ended = curl(turn, files, "curl")
    return {**ended.cost(), "send": ended.wall, "payloads": len(files)}


def then_curl(turn: Turn, written: Ended, target: Path, plan: float, log: str) -> Figures:
    """What writing CSV cost, and sending what was written."""
    files = sorted(file for file in target.rglob("*.csv") if file.stat().st_size)
    sent = curl(turn, files, f"{log}-curl")
    shutil.rmtree(target)
    wall, cpu, memory = written.wall + sent.wall, written.cpu + sent.cpu, max(written.rss_mb, sent.rss_mb)
    stages = {"plan": plan, "inner": plan + sent.wall, "send": sent.wall}
    return {"wall": wall, "cpu": cpu, "rss_mb": memory, **stages, "payloads": len(files)}


def spark_curl(turn: Turn) -> Figures:
    target, options = turn.folder / "spark.csv", turn.options
    command = jvm("SparkCsv", options.memory, options.cores, turn.day, target, options.max_rows)
    written = run(command, turn.folder / "spark.txt")
    return then_curl(turn, written, target, written.seconds("write"), "spark")


def program_curl(turn: Turn, program: str, *arguments: object) -> Figures:
    """A Python program that writes CSV files: PROGRAM DAY TARGET and what it is told besides."""
    target = turn.folder / f"{program}.csv"
    shutil.rmtree(target, ignore_errors=True)
    environment = {"POLARS_MAX_THREADS": str(turn.options.cores)}
    command = [sys.executable, PYTHON / f"{program}.py", turn.day, target, *arguments]
    written = run(command, turn.folder / f"{program}.txt", environment)
    return then_curl(turn, written, target, written.wall, program)


def duckdb_curl(turn: Turn) -> Figures:
    return program_curl(turn, "duckdb_csv", turn.size_of_a_file, turn.options.cores)


def duckdb_checked_curl(turn: Turn) -> Figures:
    return program_curl(turn, "duckdb_checked", turn.size_of_a_file, turn.options.cores)


def polars_curl(turn: Turn) -> Figures:
    return program_curl(turn, "polars_csv", turn.options.max_rows)


def script(turn: Turn) -> Figures:
    options = turn.options
    command = [sys.executable, PYTHON / "script.py", turn.day, turn.server.url, options.max_rows, options.in_flight]
    return dict(run(command, turn.folder / "script.txt").cost())


def toy(turn: Turn) -> Figures:
    options = turn.options
    in_flight = max(1, options.in_flight // options.cores)
    command = jvm("Toy", options.memory, options.cores, turn.day, turn.server.url, options.max_rows, in_flight)
    ended = run(command, turn.folder / "toy.txt")
    return {**ended.cost(), "inner": ended.seconds("toy")}


CONTESTANTS = {
    "ours": Contestant("the export", ours),
    "ours+comet": Contestant("the export, with DataFusion Comet's native Parquet reader by configuration", ours_with_comet, may_fail=True),
    "spark+curl": Contestant("Spark's CSV writer, then curl", spark_curl),
    "duckdb+curl": Contestant("DuckDB's CSV writer, then curl", duckdb_curl),
    "duckdb-checked": Contestant("DuckDB with the export's checks in SQL, then curl", duckdb_checked_curl),
    "polars+curl": Contestant("Polars' CSV writer, then curl", polars_curl),
    "script": Contestant("a pandas script", script),
    "toy": Contestant("Spark's foreachPartition and an HTTP client", toy),
    "curl": Contestant("curl of the files that the export froze; runs after each of ours", curl_of_frozen),
}
DEFAULT_CONTESTANTS = [name for name in CONTESTANTS if name != "curl"]
