"""What the benchmark is told: the arguments of src/bench/benchmark."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from contestants import CONTESTANTS, DEFAULT_CONTESTANTS
from machine import ROOT

ROWS_IN_A_PAYLOAD = 25_000


@dataclass(frozen=True)
class Options:
    """Sizes, shapes and latencies to go through, and what each contestant is told."""

    rows: list[int]
    shapes: list[str]
    latencies: list[int]
    contestants: list[str]
    rounds: int
    cores: int
    in_flight: int
    memory: str
    files: int
    max_bytes: str
    max_rows: int
    conf: list[str]
    folder: Path
    fresh: bool
    only_table: bool

    def setting(self, rows: int, shape: str, latency: int) -> dict[str, object]:
        """What two measurements must share to be compared."""
        return {
            "rows": rows,
            "shape": shape,
            "latency": latency,
            "cores": self.cores,
            "in_flight": self.in_flight,
            "files": self.files,
            "memory": self.memory,
            "max_bytes": self.max_bytes,
            "max_rows": self.max_rows,
            "conf": sorted(self.conf),
        }


def parse(arguments: list[str] | None = None) -> Options:
    known = "\n".join(f"  {name:<15} {contestant.sentence}" for name, contestant in CONTESTANTS.items())
    parser = argparse.ArgumentParser(
        prog="src/bench/benchmark",
        description="Compares export with what people would use instead.",
        epilog=f"contestants:\n{known}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--rows", default="1000000,4000000,10000000", help="sizes of the day, comma-separated")
    add("--shapes", default="narrow,wide", help="narrow (6 columns), wide (24), skewed (95 %% of one application), large (10 kB a row)")
    add("--latencies", default="0", help="milliseconds that the server takes for an answer, comma-separated")
    add("--contestants", default=",".join(DEFAULT_CONTESTANTS), help="comma-separated, see below; all of them if left out")
    add("--rounds", type=int, default=3, help="each round runs every contestant once")
    add("--quick", action="store_true", help="200,000 rows, wide, one round, with 0 and 200 ms: does it all work?")
    add("--cores", type=int, default=2, help="threads of Spark, DuckDB and Polars")
    add("--in-flight", type=int, default=8)
    add("--memory", default="1g", help="heap of every JVM with a Spark in it; local mode: driver and executor share it")
    add("--files", type=int, default=8, help="Parquet files of the day")
    add("--max-bytes", default="16MB", help="our payload.max-bytes")
    add("--max-rows", type=int, default=ROWS_IN_A_PAYLOAD, help="rows in a payload, of all contestants")
    add("--conf", action="append", default=[], metavar="NAME=VALUE", help="a setting of Spark, for ours alone")
    add("--dir", default=str(ROOT / "target/bench"), help="where everything goes; measurements there are not repeated")
    add("--fresh", action="store_true", help="forget earlier measurements")
    add("--table", action="store_true", help="print the tables of what was measured, run nothing")
    said = parser.parse_args(arguments)
    if said.quick:
        said.rows, said.latencies, said.rounds, said.shapes = "200000", "0,200", 1, "wide"
    contestants = said.contestants.split(",")
    if unknown := [name for name in contestants if name not in DEFAULT_CONTESTANTS]:
        parser.error(f"no contestant is called {', '.join(unknown)}: choose from {', '.join(DEFAULT_CONTESTANTS)}")
    return Options(
        rows=[int(rows) for rows in said.rows.split(",")],
        shapes=said.shapes.split(","),
        latencies=[int(latency) for latency in said.latencies.split(",")],
        contestants=contestants,
        rounds=said.rounds,
        cores=said.cores,
        in_flight=said.in_flight,
        memory=said.memory,
        files=said.files,
        max_bytes=said.max_bytes,
        max_rows=said.max_rows,
        conf=said.conf,
        folder=Path(said.dir).resolve(),
        fresh=said.fresh,
        only_table=said.table,
    )
