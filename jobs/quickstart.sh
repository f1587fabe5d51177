#!/usr/bin/env bash
# A day of invented events, from Parquet through a Post API on this machine into the results tables.
# Needs a JDK 17 and the network to Maven Central; leaves nothing behind but target/.
#
# ROWS=N             the size of the day, 100000 if left out
# QUICKSTART_DIR=DIR where the day, the outbox and the results go, target/quickstart if left out; what is in it is deleted
# SKIP_BUILD=1       take the jar and the Spark distribution that are in target/ as they are
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
rows=${ROWS:-100000}
work=${QUICKSTART_DIR:-target/quickstart}
day=$(date -u -d yesterday +%F 2>/dev/null || date -u -v-1d +%F)

say() { printf '\n== %s\n' "$*"; }

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" >/dev/null; then
    echo "jobs/quickstart.sh: no java: install a JDK 17 and set JAVA_HOME to it" >&2
    exit 2
fi

if [ "${SKIP_BUILD:-0}" != 1 ]; then
    say "building the jar and a Spark distribution in target/"
    ./mvnw -q -DskipTests -Dspotless.check.skip package
fi
if [ -n "$(ls -A "$work" 2>/dev/null)" ] && [ ! -e "$work/sandbox.log" ] && [ ! -e "$work/lake" ]; then
    echo "jobs/quickstart.sh: $work holds something that no quick start made: choose another QUICKSTART_DIR" >&2
    exit 2
fi
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)

say "making a day of $rows events for $day, some of them bad"
jobs/submit.sh sample-data --out "$work/lake/offline_events/dt=$day" --date "$day" --rows "$rows"

export_it_twice() {
    set -euo pipefail
    say "exporting $day"
    jobs/submit.sh export --config conf/quickstart.conf --date "$day"

    say "the results tables"
    jobs/submit.sh results --config conf/quickstart.conf --date "$day"

    say "what the sandbox counted"
    if command -v curl >/dev/null; then curl -s "$SANDBOX_URL/counts"; echo; fi

    say "exporting $day again: it is finished, nothing is sent"
    jobs/submit.sh export --config conf/quickstart.conf --date "$day"
}
export day
export -f say export_it_twice

say "starting the sandbox: a Post API on this machine, with a ledger"
jobs/with-sandbox "$work" -- bash -c export_it_twice
