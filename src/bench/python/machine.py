"""Processes of the benchmark, and what they cost."""

import datetime
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / "src/bench/python"
BUILT = ROOT / "target/bench"
OPENED = (
    "java.lang",
    "java.lang.invoke",
    "java.lang.reflect",
    "java.io",
    "java.net",
    "java.nio",
    "java.util",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "jdk.internal.ref",
    "sun.nio.ch",
    "sun.nio.cs",
    "sun.security.action",
    "sun.util.calendar",
)


class ProcessFailedError(Exception):
    """A process that ended otherwise than well, with the end of what it printed."""


@dataclass(frozen=True)
class Ended:
    """Seconds of wall and CPU, the peak of memory and the output of a process that ended well."""

    wall: float
    cpu: float
    rss_mb: float
    text: str

    def cost(self) -> dict[str, float]:
        return {"wall": self.wall, "cpu": self.cpu, "rss_mb": self.rss_mb}

    def seconds(self, name: str) -> float:
        """What the process says that a part of it took: a line "NAME seconds N"."""
        return float(re.search(name + r" seconds ([\d.]+)", self.text)[1])


def run(command: list[object], log: Path, environment: dict[str, str] | None = None) -> Ended:
    """Runs a process to its end, its output in a file."""
    words = [str(word) for word in command]
    variables = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "APPMETRICA_EXPORT_JAR": str(BUILT / "appmetrica-export.jar")}
    started = time.monotonic()
    with log.open("w+") as output:
        process = subprocess.Popen(words, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env={**variables, **(environment or {})})
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - started
        output.seek(0)
        text = output.read()
    if process.returncode != 0:
        raise ProcessFailedError(f"{' '.join(words[:6])} … ended with {process.returncode}:\n{text[-3000:]}")
    return Ended(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


def jvm(main: str, memory: str, cores: int, *arguments: object, settings: tuple[str, ...] = ()) -> list[object]:
    """A JVM with Spark in it as spark-submit starts it, the collector its own choice, without spark-submit's own part.

    Besides the heap and the threads it is told nothing that the job is not told by default.
    """
    return [
        "java",
        f"-Xmx{memory}",
        "-XX:+IgnoreUnrecognizedVMOptions",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
        "-Djdk.reflect.useDirectMethodHandle=false",
        f"-Dlog4j2.configurationFile=file:{ROOT}/conf/log4j2.properties",
        f"-Dspark.master=local[{cores}]",
        "-Dspark.ui.showConsoleProgress=false",
        *(f"-D{setting}" for setting in settings),
        "-cp",
        f"{BUILT}/classes:{BUILT}/lib/*:{ROOT}/target/spark/jars/*",
        f"io.github.appmetricaexport.bench.{main}",
        *arguments,
    ]


class DrainingServer:
    """A Post API in a process of its own that reads and forgets; ends with the block that it is opened for."""

    def __init__(self, folder: Path, latency: int) -> None:
        self.port_file = folder / "port"
        self.port_file.unlink(missing_ok=True)
        main = "io.github.appmetricaexport.bench.DrainingServer"
        self.process = subprocess.Popen(["java", "-Xmx256m", "-cp", str(BUILT / "classes"), main, str(self.port_file), str(latency)])

    def __enter__(self) -> "DrainingServer":
        deadline = time.monotonic() + 60
        while not (self.port_file.exists() and self.port_file.read_text()):
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.__exit__()
                sys.exit("the draining server did not start")
            time.sleep(0.05)
        self.base = f"http://127.0.0.1:{self.port_file.read_text()}"
        self.url = self.base + "/logs/v1/import/events.csv?post_api_key=invented"
        return self

    def __exit__(self, *failure: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def counts(self) -> dict[str, int]:
        """Requests and bytes since it was asked last."""
        with urllib.request.urlopen(self.base + "/counts") as answer:
            return json.load(answer)


def instant(text: str) -> float:
    """Unix seconds of a time as Java writes it, with nanoseconds or without."""
    return datetime.datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", text).replace("Z", "+00:00")).timestamp()
