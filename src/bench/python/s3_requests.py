"""How many requests an export makes to S3 for each payload.

Exports a day of 40 payloads and one of 120, with source, outbox and results on an S3 server on this machine, through a proxy that
counts; prints the difference divided by 80, so that what a run costs once is left out, and that too. Started by
src/bench/s3-requests beside a sandbox; needs no packages.
"""

import collections
import contextlib
import datetime
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from machine import ROOT

CLUSTERS = ROOT / "target/clusters"
WORK = ROOT / "target/bench/s3-requests"
DAY = (datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)).isoformat()
ACCESS_KEY, SECRET_KEY = "an-invented-access-key", "an-invented-secret-key-of-s3"
CLIENTS = {"Hadoop 3.3.4": "spark-with-s3a-v1-ABSENT", "Hadoop 3.4.2": "spark-with-s3a-v2-PRESENT"}
KINDS = ["PUT", "LIST", "GET", "HEAD", "DELETE"]
ROWS_OF_A_PAYLOAD = 25
SMALL, LARGE = 40, 120
REQUEST = re.compile(rb"(GET|PUT|HEAD|POST|DELETE) (/\S*) HTTP/1\.1\r\n")


def kind(method: str, path: str) -> str:
    """As S3's price list names it: a bulk delete is a POST and costs nothing."""
    if method == "GET" and ("list-type=" in path or "uploads" in path):
        return "LIST"
    if method == "POST":
        return "DELETE" if path.endswith("?delete") else "PUT"
    return method


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class CountingProxy:
    def __init__(self, server: int) -> None:
        self.server, self.counts, self.lock = server, collections.Counter(), threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            client, _ = self.listener.accept()
            target = socket.create_connection(("127.0.0.1", self.server))
            threading.Thread(target=self.copy, args=(client, target), kwargs={"counts": True}, daemon=True).start()
            threading.Thread(target=self.copy, args=(target, client), kwargs={"counts": False}, daemon=True).start()

    def copy(self, source: socket.socket, sink: socket.socket, *, counts: bool) -> None:
        try:
            while block := source.recv(1 << 16):
                # A request's head is one write of these clients, at the beginning of a block.
                if counts and (head := REQUEST.match(block)):
                    method, path = head.group(1).decode(), head.group(2).decode()
                    with self.lock:
                        self.counts[kind(method, path)] += 1
                sink.sendall(block)
        except OSError:
            pass
        finally:
            for one in (source, sink):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)


def run(arguments: list[str], log: Path, home: Path, port: int) -> None:
    settings = {
        "endpoint": f"http://127.0.0.1:{port}",
        "endpoint.region": "us-east-1",
        "path.style.access": "true",
        "connection.ssl.enabled": "false",
    }
    options = ["--master", "local[2]", "--conf", "spark.ui.enabled=false", "--conf", f"spark.hadoop.hadoop.tmp.dir={WORK}"]
    for name, value in settings.items():
        options += ["--conf", f"spark.hadoop.fs.s3a.{name}={value}"]
    keys = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_EC2_METADATA_DISABLED": "true"}
    environment = {**os.environ, **keys, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    command = ["jobs/submit.sh", *options, *arguments]
    with log.open("w") as output:
        ended = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env=environment, check=False)
    if ended.returncode != 0:
        sys.exit(log.read_text())


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def export(home: Path, payloads: int, s3: int) -> collections.Counter:
    """Requests of one export of so many payloads."""
    proxy = CountingProxy(s3)
    place = f"{home.name}/{payloads}"
    day = ["sample-data", f"--out=s3a://lake/{place}/dt={DAY}", f"--date={DAY}", f"--rows={payloads * ROWS_OF_A_PAYLOAD}"]
    run([*day, "--bad-share=0", "--application=1111"], WORK / "sample-data.log", home, s3)
    options = {
        "source.path": f"s3a://lake/{place}/dt={{date}}",
        "work.path": f"s3a://state/{place}/work",
        "results.path": f"s3a://state/{place}/results",
        "payload.max-rows": ROWS_OF_A_PAYLOAD,
    }
    command = ["export", "--config=conf/quickstart.conf", f"--date={DAY}"]
    for key, value in options.items():
        command += ["-D", f"{key}={value}"]
    run(command, WORK / "export.log", home, proxy.port)
    return proxy.counts


def start_s3(port: int) -> subprocess.Popen:
    for bucket in ("lake", "state"):
        (WORK / "buckets" / bucket).mkdir(parents=True)
    properties = WORK / "s3proxy.properties"
    properties.write_text(f"""s3proxy.endpoint=http://127.0.0.1:{port}
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity={ACCESS_KEY}
s3proxy.credential={SECRET_KEY}
jclouds.provider=filesystem
jclouds.filesystem.basedir={WORK}/buckets
""")
    logging = f"-Dlogback.configurationFile={ROOT}/src/test/clusters/s3proxy/logback.xml"
    command = ["java", "-Xmx512m", logging, "-cp", f"{CLUSTERS}/s3proxy/jars/*", "org.gaul.s3proxy.Main", "--properties", str(properties)]
    with (WORK / "s3proxy.log").open("w") as log:
        return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)


def measure(s3: int) -> None:
    print("| requests to S3 | " + " | ".join(KINDS) + " |\n|---|" + "---:|" * len(KINDS), flush=True)
    for name, home in CLIENTS.items():
        few = export(CLUSTERS / home, SMALL, s3)
        many = export(CLUSTERS / home, LARGE, s3)
        slope = {kind: (many[kind] - few[kind]) / (LARGE - SMALL) for kind in KINDS}
        print(f"| a payload, {name} | " + " | ".join(f"{slope[kind]:.2f}" for kind in KINDS) + " |")
        print(f"| a run, {name} | " + " | ".join(f"{few[kind] - SMALL * slope[kind]:.0f}" for kind in KINDS) + " |", flush=True)


def main() -> None:
    port = free_port()
    server = start_s3(port)
    try:
        while not is_listening(port):
            if server.poll() is not None:
                sys.exit("S3's stand-in did not start, see target/bench/s3-requests/s3proxy.log")
            time.sleep(0.1)
        measure(port)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
