"""Runs the contestants by turns, keeps every measurement, prints the tables. Started by src/bench/benchmark."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
PYTHON = ROOT / "src/bench/python"
DAY = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
CONTESTANTS = ["ours", "spark+curl", "duckdb+curl", "script", "toy"]
TARGETS = {"spark+curl": 0.9, "duckdb+curl": 1.0, "script": 0.4, "toy": 1.25}
ROWS_IN_A_PAYLOAD = 25_000
# The collector with the least work in all, for every contestant that is a JVM: a batch job waits for no pause.
COLLECTOR = "-XX:+UseParallelGC"

parser = argparse.ArgumentParser(prog="src/bench/benchmark", description="Compares export with what people would use instead.")
parser.add_argument("--rows", default="1000000,4000000,10000000", help="sizes of the day, comma-separated")
parser.add_argument("--shapes", default="narrow,wide", help="narrow (6 columns), wide (24), skewed (95 %% of one application), large (10 kB a row)")
parser.add_argument("--latencies", default="0", help="milliseconds that the server takes for an answer, comma-separated")
parser.add_argument("--contestants", default=",".join(CONTESTANTS))
parser.add_argument("--rounds", type=int, default=3, help="each round runs every contestant once")
parser.add_argument("--quick", action="store_true", help="200,000 rows, wide, one round, with 0 and 200 ms: does it all work?")
parser.add_argument("--cores", type=int, default=2, help="threads of Spark and DuckDB")
parser.add_argument("--in-flight", type=int, default=8)
parser.add_argument("--memory", default="1g", help="heap of every JVM with a Spark in it; local mode: driver and executor share it")
parser.add_argument("--files", type=int, default=8, help="Parquet files of the day")
parser.add_argument("--max-bytes", default="16MB", help="our payload.max-bytes")
parser.add_argument("--max-rows", type=int, default=ROWS_IN_A_PAYLOAD, help="rows in a payload, of all contestants")
parser.add_argument("--conf", action="append", default=[], metavar="NAME=VALUE", help="a setting of Spark, for ours alone")
parser.add_argument("--dir", default=str(ROOT / "target/bench"), help="where everything goes; measurements there are not repeated")
parser.add_argument("--fresh", action="store_true", help="forget earlier measurements")
parser.add_argument("--table", action="store_true", help="print the tables of what was measured, run nothing")
options = parser.parse_args()
if options.quick:
    options.rows, options.latencies, options.rounds = "200000", "0,200", 1
    options.shapes = "wide"

bench = pathlib.Path(options.dir).resolve()
bench.mkdir(parents=True, exist_ok=True)
results_file = bench / "results.jsonl"
if options.fresh and results_file.exists():
    results_file.unlink()


def setting(rows, shape, latency):
    """What two measurements must share to be compared."""
    return dict(rows=rows, shape=shape, latency=latency, cores=options.cores, in_flight=options.in_flight, files=options.files,
                memory=options.memory, max_bytes=options.max_bytes, max_rows=options.max_rows, conf=sorted(options.conf))


def measured():
    if not results_file.exists():
        return []
    return [json.loads(line) for line in results_file.read_text().splitlines() if line.strip()]


def run(command, environment=None, log="log"):
    """Runs a process to its end: seconds of wall and CPU, its peak memory, its output. Ends the benchmark when it fails."""
    started = time.monotonic()
    with open(bench / f"{log}.txt", "w+") as output:
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=subprocess.STDOUT, cwd=ROOT,
                                   env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "APPMETRICA_EXPORT_JAR": str(ROOT / "target/bench/appmetrica-export.jar"), **(environment or {})})
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode != 0:
        sys.exit(f"{' '.join(str(part) for part in command[:6])} … ended with {process.returncode}:\n{text[-3000:]}")
    return dict(wall=time.monotonic() - started, cpu=usage.ru_utime + usage.ru_stime, rss_mb=usage.ru_maxrss / 1024, text=text)


def spark(main, *arguments):
    """The JVM as jobs/submit.sh starts it, without spark-submit's own part."""
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in
             ("java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent "
              "java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar").split()]
    return ["java", f"-Xmx{options.memory}", COLLECTOR, "-XX:+IgnoreUnrecognizedVMOptions", *opens, "-Djdk.reflect.useDirectMethodHandle=false",
            f"-Dlog4j2.configurationFile=file:{ROOT}/conf/log4j2.properties", f"-Dspark.master=local[{options.cores}]",
            "-Dspark.ui.showConsoleProgress=false",
            "-cp", f"{ROOT}/target/bench/classes:{bench_lib}/*:{ROOT}/target/spark/jars/*",
            "io.github.appmetricaexport.bench." + main, *arguments]


bench_lib = ROOT / "target/bench/lib"


def curl(files, url, target):
    """One curl for all files, as many at once as anybody else has in flight."""
    config = bench / "curl.config"
    config.write_text("".join(f'url = "{url}"\nupload-file = "{file}"\noutput = "/dev/null"\n' for file in files))
    return run(["curl", "--silent", "--show-error", "--fail", "--parallel", "--parallel-immediate", "--parallel-max", options.in_flight,
                "-X", "POST", "-H", "Expect:", "-H", "Content-Type: text/csv", "--config", config], log=target)


class Server:
    def __init__(self, latency):
        port_file = bench / "port"
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(["java", "-Xmx256m", "-cp", str(ROOT / "target/bench/classes"),
                                         "io.github.appmetricaexport.bench.DrainingServer", str(port_file), str(latency)])
        deadline = time.monotonic() + 60
        while not (port_file.exists() and port_file.read_text()):
            if time.monotonic() > deadline or self.process.poll() is not None:
                sys.exit("the draining server did not start")
            time.sleep(0.05)
        self.base = f"http://127.0.0.1:{port_file.read_text()}"
        self.url = self.base + "/logs/v1/import/events.csv?post_api_key=invented"

    def counts(self):
        return json.loads(urllib.request.urlopen(self.base + "/counts").read())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def seconds(text, name):
    return float(re.search(name + r" seconds ([\d.]+)", text).group(1))


def instant(text):
    return datetime.datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", text).replace("Z", "+00:00")).timestamp()


def columns(day):
    import pyarrow.parquet
    return pyarrow.parquet.ParquetFile(sorted(day.glob("*.parquet"))[0]).schema_arrow.names


def ours(day, server):
    work = bench / "work"
    shutil.rmtree(work, ignore_errors=True)
    config = bench / "ours.conf"
    mapping = "\n".join(f"  {column} = {column}" for column in columns(day))
    config.write_text(f"""
job.name = bench
source.path = "file://{day}"
mapping {{
{mapping}
}}
api.base-url = "{server.base}"
payload {{ max-rows = {options.max_rows}, max-bytes = {options.max_bytes} }}
upload.max-concurrent-requests = {options.in_flight}
work.path = "file://{work}/outbox"
results.path = "file://{work}/results"
""")
    keys = {f"APPMETRICA_POST_API_KEY_{application}": "invented" for application in (1111, 2222, 3333)}
    result = run(["jobs/submit.sh", "--master", f"local[{options.cores}]", "--driver-memory", options.memory, "--driver-java-options", COLLECTOR,
                  *[part for setting in options.conf for part in ("--conf", setting)], "export", "--config", config, "--date", DAY], keys, "ours")
    outbox = work / f"outbox/bench/date={DAY}/run=1"
    manifest = json.loads((outbox / "manifest.json").read_text())
    receipts = [json.loads(file.read_text()) for file in (outbox / "receipts").iterdir() if not file.name.startswith(".")]
    begun, frozen = instant(manifest["createdAt"]), (outbox / "manifest.json").stat().st_mtime
    first = min(instant(receipt["startedAt"]) for receipt in receipts)
    last = max(instant(receipt["finishedAt"]) for receipt in receipts)
    result.update(inner=last - begun, plan=frozen - begun, send=last - first, payloads=manifest["payloads"], bytes=manifest["bytes"])
    assert manifest["validRows"] == manifest["sourceRows"], "every row of the benchmark's day is valid"
    return result


def curl_of_frozen(day, server):
    """The send stage's measure: the same frozen files, by curl. Runs after ours, on what it left."""
    files = sorted((bench / f"work/outbox/bench/date={DAY}/run=1/payloads").glob("*.csv"))
    result = curl(files, server.url, "curl")
    result.update(send=result["wall"], payloads=len(files))
    return result


def files_of(target, pattern):
    return [file for file in sorted(target.glob(pattern)) if file.stat().st_size]


def spark_curl(day, server):
    target = bench / "spark.csv"
    result = run(spark("SparkCsv", day, target, options.max_rows), log="spark")
    result["plan"] = seconds(result["text"], "write")
    files = files_of(target, "*.csv")
    sent = curl(files, server.url, "spark-curl")
    result.update(wall=result["wall"] + sent["wall"], cpu=result["cpu"] + sent["cpu"], inner=result["plan"] + sent["wall"],
                  send=sent["wall"], payloads=len(files))
    shutil.rmtree(target)
    return result


def duckdb_curl(day, server):
    target = bench / "duckdb.csv"
    frozen = [one for one in measured() if one["contestant"] == "ours" and one["setting"]["shape"] == current["shape"]]
    size = int(frozen[-1]["bytes"] / frozen[-1]["payloads"]) if frozen else 8_000_000
    result = run([sys.executable, PYTHON / "duckdb_csv.py", day, target, size], {"OMP_NUM_THREADS": str(options.cores)}, "duckdb")
    result["plan"] = result["wall"]
    files = files_of(target, "**/*.csv")
    sent = curl(files, server.url, "duckdb-curl")
    result.update(wall=result["wall"] + sent["wall"], cpu=result["cpu"] + sent["cpu"], send=sent["wall"], payloads=len(files))
    shutil.rmtree(target)
    return result


def script(day, server):
    return run([sys.executable, PYTHON / "script.py", day, server.url, options.max_rows, options.in_flight], log="script")


def toy(day, server):
    in_flight = max(1, options.in_flight // options.cores)
    result = run(spark("Toy", day, server.url, options.max_rows, in_flight), log="toy")
    result["inner"] = seconds(result["text"], "toy")
    return result


RUNNERS = {"ours": ours, "curl": curl_of_frozen, "spark+curl": spark_curl, "duckdb+curl": duckdb_curl, "script": script, "toy": toy}


def day_of(rows, shape):
    folder = bench / f"days/{shape}-{rows}-{options.files}"
    made = folder.parent / (folder.name + ".made")
    # Events grow old, and the export would refuse them.
    if not made.exists() or time.time() - made.stat().st_mtime > 5 * 86_400:
        print(run([sys.executable, PYTHON / "make_day.py", folder, rows, shape, options.files], log="make_day")["text"].strip(), flush=True)
        made.touch()
    return folder


def measure():
    global current
    for rows in map(int, options.rows.split(",")):
        for shape in options.shapes.split(","):
            for latency in map(int, options.latencies.split(",")):
                current = setting(rows, shape, latency)
                day = day_of(rows, shape)
                for turn in range(options.rounds):
                    for contestant in options.contestants.split(","):
                        take(contestant, turn, day, latency)
                        if contestant == "ours":
                            take("curl", turn, day, latency)


def take(contestant, turn, day, latency):
    if any(one["setting"] == current and one["contestant"] == contestant and one["turn"] == turn for one in measured()):
        return
    if contestant == "curl" and not (bench / f"work/outbox/bench/date={DAY}").exists():
        return
    server = Server(latency)
    try:
        result = RUNNERS[contestant](day, server)
        result["sent"] = server.counts()
    finally:
        server.stop()
    result.pop("text")
    record = dict(setting=current, contestant=contestant, turn=turn, at=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
                  load=os.getloadavg()[0], **result)
    with open(results_file, "a") as results:
        results.write(json.dumps(record) + "\n")
    print(f"{current['rows']:>11,} {current['shape']:<7} {latency:>4} ms  {contestant:<12} turn {turn + 1}: {result['wall']:7.1f} s wall, "
          f"{result['cpu']:7.1f} s CPU, {result['rss_mb']:6,.0f} MB peak, {result['sent']['requests']:,} requests, "
          f"{result['sent']['bytes'] / 1e6:,.0f} MB sent", flush=True)


def median(records, contestant, key):
    values = [one[key] for one in records if one["contestant"] == contestant and key in one]
    return statistics.median(values) if values else None


def cell(value, form="{:.1f}"):
    return "" if value is None else form.format(value)


def tables():
    records = measured()
    settings = []
    for one in records:
        if one["setting"] not in settings:
            settings.append(one["setting"])
    cpu = platform.processor() or platform.machine()
    for line in open("/proc/cpuinfo") if os.path.exists("/proc/cpuinfo") else []:
        if line.startswith("model name"):
            cpu = line.split(":")[1].strip()
            break
    print(f"\nMedians. {datetime.date.today()}, {cpu}, {os.cpu_count()} cores, Linux {platform.release()}, "
          f"{subprocess.run(['java', '--version'], capture_output=True, text=True).stdout.splitlines()[0]}; "
          f"versions: pom.xml and src/bench/python/requirements.txt; load before each run {statistics.median(one['load'] for one in records):.1f} (median)")
    print("\n| rows | shape | server | contestant | runs | wall, s | without start, s | plan, s | send, s | CPU, s | peak MB | requests | MB sent |")
    print("|---:|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for each in settings:
        of = [one for one in records if one["setting"] == each]
        for contestant in ["ours", "curl", "spark+curl", "duckdb+curl", "script", "toy"]:
            runs = [one for one in of if one["contestant"] == contestant]
            if runs:
                name = "curl, our frozen files" if contestant == "curl" else contestant
                print(f"| {each['rows']:,} | {each['shape']} | {each['latency']} ms | {name} | {len(runs)} | " + " | ".join(
                    cell(median(of, contestant, key)) for key in ("wall", "inner", "plan", "send", "cpu"))
                    + f" | {median(of, contestant, 'rss_mb'):,.0f} | {runs[-1]['sent']['requests']:,} | {runs[-1]['sent']['bytes'] / 1e6:,.0f} |")
    print("\nRatios of medians: ours over each; the last three columns are of stages.\n")
    print("| rows | shape | server | spark+curl (≤ 0.9) | duckdb+curl (≤ 1.0) | script (≤ 0.4) | toy (≤ 1.25) "
          "| plan / write.csv (≤ 1.1) | curl / send (≥ 0.85) | send / (requests × latency / in flight) (≤ 1.1) |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for each in settings:
        of = [one for one in records if one["setting"] == each]
        ratio = lambda over, under: cell(over / under if over and under else None, "{:.2f}")
        mine = median(of, "ours", "wall")
        ideal = None
        if each["latency"] and median(of, "ours", "payloads"):
            ideal = median(of, "ours", "payloads") * each["latency"] / 1000 / each["in_flight"]
        print(f"| {each['rows']:,} | {each['shape']} | {each['latency']} ms | "
              + " | ".join(ratio(mine, median(of, other, "wall")) for other in CONTESTANTS[1:])
              + f" | {ratio(median(of, 'ours', 'plan'), median(of, 'spark+curl', 'plan'))}"
              + f" | {ratio(median(of, 'curl', 'send'), median(of, 'ours', 'send'))}"
              + f" | {ratio(median(of, 'ours', 'send'), ideal)} |")


if not options.table:
    measure()
tables()
