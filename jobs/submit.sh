#!/usr/bin/env bash
# Submits appmetrica-export through spark-submit: to this machine, a standalone cluster, YARN or Kubernetes.
set -euo pipefail

usage() {
    cat <<'USAGE'
Usage: jobs/submit.sh [--dry-run] [--json-logs] [SPARK-SUBMIT OPTIONS] COMMAND [ARGUMENTS]

  COMMAND and what follows go to the job:
    export | backfill | check | preview | status | resolve | reconcile | send-one | results | find | report |
    export-rejects | sandbox | sample-data, each with --help
  What stands before COMMAND goes to spark-submit: --master, --deploy-mode, --conf, --files, ...
  --dry-run before COMMAND prints the spark-submit command and runs nothing.
  --json-logs before COMMAND makes every line of export, backfill, resolve, reconcile and Spark a JSON object.

  --master           where the job runs            driver, unless you say --deploy-mode
  local[*]           this machine (the default)    here
  spark://HOST:PORT  a standalone cluster          here
  yarn               $HADOOP_CONF_DIR's cluster    on it for export, backfill, sample-data, else here
  k8s://https://...  a Kubernetes cluster          on it; see jobs/kubernetes/

  Defaults: conf/spark-defaults.conf, and over it conf/spark-defaults-<kind>.conf (local, standalone,
  yarn, kubernetes). A --properties-file of yours wins over both, a flag or --conf over all of them.
  Where the driver runs on YARN, the file of --config and conf/log4j2.properties travel with it.
  --config local:///path names a file that is there already, such as a mounted ConfigMap.

  Spark is $SPARK_HOME, or the one that ./mvnw package assembles in target/spark.
  The jar is $APPMETRICA_EXPORT_JAR, or the one in target/; on Kubernetes the one in the image.
  Keys are never arguments: they come from the environment, a mounted secret or a credential
  provider, see api.key-source in conf/reference.conf.

Examples:
  jobs/submit.sh export --config conf/quickstart.conf --date 2026-11-22 --dry-run
  jobs/submit.sh --master 'local[4]' --driver-memory 4g export --config my.conf --date 2026-11-22
  jobs/submit.sh --master yarn --queue nightly export --config my.conf --date 2026-11-22
  jobs/submit.sh --dry-run --master k8s://https://kubernetes.default.svc \
      --conf spark.kubernetes.container.image=registry.example/appmetrica-export:0.1.0 \
      export --config local:///etc/appmetrica-export/config/export.conf --date 2026-11-22
USAGE
}

# Ends with the job's own exit code for a wrong command line.
fail() {
    echo "jobs/submit.sh: $1" >&2
    exit 2
}

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
newline=$'\n'

# ---- What was said ---------------------------------------------------------------------------------------------------

passed_on=()      # to spark-submit, as it was written
given_keys=$newline # of --conf, one a line
master=''
deploy_mode=''
files=''
properties_file=''
driver_options=''
executor_options=''
name=''
print_only=no
log_config=log4j2.properties
log_format=''
asks_spark_only=no

comma() { printf '%s' "${1:+$1,}$2"; }

take_setting() {
    given_keys+=${1%%=*}$newline
    local value=${1#*=}
    case $1 in
        spark.master=*) master=$value ;;
        spark.submit.deployMode=*) deploy_mode=$value ;;
        spark.app.name=*) name=$value ;;
        spark.files=* | spark.yarn.dist.files=*) files=$(comma "$files" "$value") ;;
        spark.driver.extraJavaOptions=*) driver_options=$value ;;
        spark.executor.extraJavaOptions=*) executor_options=$value ;;
        spark.*Env.APPMETRICA_POST_API_KEY_*=*)
            echo "jobs/submit.sh: ${1%%=*} puts a key into the process list: prefer api.key-source = directory or hadoop" >&2
            passed_on+=(--conf "$1") ;;
        spark.*Env.APPMETRICA_LOGS_API_TOKEN=*)
            echo "jobs/submit.sh: ${1%%=*} puts a token into the process list: prefer logs-api.token-source = directory or hadoop" >&2
            passed_on+=(--conf "$1") ;;
        *) passed_on+=(--conf "$1") ;;
    esac
}

take_option() {
    case $1 in
        --master) master=$2 ;;
        --deploy-mode) deploy_mode=$2 ;;
        --files) files=$(comma "$files" "$2") ;;
        --properties-file) properties_file=$2 ;;
        --driver-java-options) driver_options=$2 ;;
        --name) name=$2 ;;
        --conf | -c)
            case $2 in *=*) ;; *) fail "--conf $2 is not KEY=VALUE" ;; esac
            take_setting "$2" ;;
        --status | --kill) asks_spark_only=yes; passed_on+=("$1" "$2") ;;
        *) passed_on+=("$1" "$2") ;;
    esac
}

while [ $# -gt 0 ]; do
    case $1 in
        export | backfill | check | preview | status | resolve | reconcile | send-one | results | find | report | export-rejects | sandbox | sample-data | help) break ;;
        --help | -h) usage; exit 0 ;;
        --dry-run) print_only=yes; shift ;;
        --json-logs) log_config=log4j2-json.properties; log_format=' -Dappmetrica.log.format=json'; shift ;;
        --version) asks_spark_only=yes; passed_on+=("$1"); shift ;;
        --verbose | -v | --supervise | --usage-error) passed_on+=("$1"); shift ;;
        --*=*) take_option "${1%%=*}" "${1#*=}"; shift ;;
        -*)
            # Every other option of spark-submit has a value, which may read like a command.
            [ $# -ge 2 ] || fail "$1 needs a value"
            take_option "$1" "$2"; shift 2 ;;
        *)
            echo "jobs/submit.sh: $1 is not a command" >&2
            usage >&2
            exit 2 ;;
    esac
done
if [ $# -eq 0 ] && [ "$asks_spark_only" = no ]; then
    echo "jobs/submit.sh: name a command" >&2
    usage >&2
    exit 2
fi

# A line of a properties file as its key, or the value of one key.
property_keys() { sed -n 's/^[[:space:]]*\([^#![:space:]=:][^[:space:]=:]*\).*/\1/p' "$1"; }
property() {
    sed -n "s/^[[:space:]]*${2//./\\.}[[:space:]]*[[:space:]=:][[:space:]]*\(.*[^[:space:]]\)[[:space:]]*$/\1/p" "$1" | tail -n 1
}
if [ -n "$properties_file" ]; then
    [ -r "$properties_file" ] || fail "--properties-file $properties_file cannot be read"
    given_keys+=$(property_keys "$properties_file")$newline
    passed_on+=(--properties-file "$properties_file")
    master=${master:-$(property "$properties_file" spark.master)}
    deploy_mode=${deploy_mode:-$(property "$properties_file" spark.submit.deployMode)}
    files=${files:-$(property "$properties_file" spark.files)}
    driver_options=${driver_options:-$(property "$properties_file" spark.driver.extraJavaOptions)}
    executor_options=${executor_options:-$(property "$properties_file" spark.executor.extraJavaOptions)}
fi
is_given() { case $given_keys in *"$newline$1$newline"*) return 0 ;; *) return 1 ;; esac; }

# ---- Where it runs ---------------------------------------------------------------------------------------------------

master=${master:-local[*]}
case $master in
    local | local\[*\] | local-cluster\[*\]) kind=local ;;
    spark://*) kind=standalone ;;
    yarn) kind=yarn ;;
    k8s://*) kind=kubernetes ;;
    *) fail "--master $master is none of local[*], spark://HOST:PORT, yarn, k8s://https://HOST:PORT" ;;
esac
if [ -z "$deploy_mode" ]; then
    case $kind-${1:-} in
        kubernetes-* | yarn-export | yarn-backfill | yarn-sample-data) deploy_mode=cluster ;;
        *) deploy_mode=client ;;
    esac
fi
case $kind-$deploy_mode in
    *-client | standalone-cluster | yarn-cluster | kubernetes-cluster) ;;
    local-cluster) fail "--deploy-mode cluster needs a cluster: name it with --master" ;;
    *) fail "--deploy-mode $deploy_mode is neither client nor cluster" ;;
esac
if [ "$kind" = yarn ] && [ -z "${HADOOP_CONF_DIR:-}${YARN_CONF_DIR:-}" ]; then
    fail "set HADOOP_CONF_DIR to the folder with the YARN cluster's core-site.xml and yarn-site.xml"
fi
if [ "$kind" = kubernetes ] && [ "$asks_spark_only" = no ] && ! is_given spark.kubernetes.container.image; then
    fail "name the image built from jobs/kubernetes/Dockerfile: --conf spark.kubernetes.container.image=..."
fi

# ---- What travels with the driver ------------------------------------------------------------------------------------

# The path under which the driver finds the configuration. Sets the answer rather than print it: it also adds to files.
place_config() {
    config_place=$1
    case $1 in local://*) config_place=${1#local://}; return ;; esac
    [ "$deploy_mode" = cluster ] || return 0
    case $kind in
        standalone)
            fail "a standalone cluster does not bring $1 to the driver: put it where every worker has it and write --config local:///path, or leave --deploy-mode cluster out" ;;
        kubernetes)
            is_given spark.kubernetes.file.upload.path || fail "$1 is not in the driver's pod: mount it as a ConfigMap and write --config local:///etc/appmetrica-export/config/export.conf (jobs/kubernetes/README.md), or name a folder that both reach with --conf spark.kubernetes.file.upload.path=s3a://..." ;;
    esac
    case $1 in
        *,*) fail "a comma in the name of $1 would make two files of it for --files: rename it" ;;
        *://*) ;;
        *) [ -f "$1" ] && [ -r "$1" ] || fail "--config $1 cannot be read" ;;
    esac
    files=$(comma "$files" "$1")
    config_place=${1##*/}
}

command_name=${1:-}
date=''
arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        --date=*) date=${1#--date=}; arguments+=("$1"); shift ;;
        --date) date=${2:-}; arguments+=("$1"); shift ;;
        --config=*) place_config "${1#--config=}"; arguments+=("--config=$config_place"); shift ;;
        --config)
            [ $# -ge 2 ] || fail "--config needs a file"
            place_config "$2"; arguments+=(--config "$config_place"); shift 2 ;;
        *) arguments+=("$1"); shift ;;
    esac
done

# How driver and executors log. What the caller says of Java options comes later, and wins.
log_here="-Dlog4j2.configurationFile=file:${project// /%20}/conf/$log_config"
of_driver=$log_here
of_executors=''
case $kind-$deploy_mode in
    kubernetes-cluster)
        of_driver=-Dlog4j2.configurationFile=file:/opt/spark/app/$log_config
        of_executors=$of_driver ;;
    yarn-*)
        # A container's own folder is where YARN puts the files that travel with the job.
        case ,$files, in *[,/]"$log_config",*) ;; *) files=$(comma "$files" "$project/conf/$log_config") ;; esac
        of_executors=-Dlog4j2.configurationFile=$log_config
        [ "$deploy_mode" = client ] || of_driver=$of_executors ;;
    standalone-cluster) of_driver='' ;;
    *) [ -z "$log_format" ] || of_executors=$log_here ;;
esac
of_driver+=$log_format
driver_options="$of_driver${driver_options:+ $driver_options}"
executor_options="$of_executors${executor_options:+${of_executors:+ }$executor_options}"

jar=${APPMETRICA_EXPORT_JAR:-}
if [ -z "$jar" ] && [ "$kind-$deploy_mode" = kubernetes-cluster ]; then
    jar=local:///opt/spark/app/appmetrica-export.jar
fi
if [ -z "$jar" ]; then
    for candidate in "$project"/target/appmetrica-export-*.jar; do
        [ -f "$candidate" ] && jar=$candidate
    done
fi
[ -n "$jar" ] || [ "$asks_spark_only" = yes ] || fail "no jar in target/: run ./mvnw -DskipTests package, or set APPMETRICA_EXPORT_JAR"

# ---- The command -----------------------------------------------------------------------------------------------------

# What YARN's and Kubernetes' own lists show.
if [ -z "$name" ]; then
    [ "$command_name" = export ] && command_name=''
    name="appmetrica-export${command_name:+ $command_name}${date:+ $date}"
fi
options=(--master "$master" --deploy-mode "$deploy_mode" --name "$name" --class io.github.appmetricaexport.cli.Main)
# As single settings, so that a cluster's own spark-defaults.conf stays in force. What is nearest is read first.
for defaults in "$project/conf/spark-defaults-$kind.conf" "$project/conf/spark-defaults.conf"; do
    [ -f "$defaults" ] || continue
    while read -r key value; do
        case $key in '' | '#'*) continue ;; esac
        is_given "$key" && continue
        given_keys+=$key$newline
        # shellcheck disable=SC2016 # The file says ${project} in so many characters.
        options+=(--conf "$key=${value//'${project}'/$project}")
    done <"$defaults"
done
[ -z "$driver_options" ] || options+=(--driver-java-options "$driver_options")
[ -z "$executor_options" ] || options+=(--conf "spark.executor.extraJavaOptions=$executor_options")
[ -z "$files" ] || options+=(--files "$files")
options+=(${passed_on[@]+"${passed_on[@]}"})
if [ "$asks_spark_only" = yes ]; then
    options=(--master "$master" ${passed_on[@]+"${passed_on[@]}"})
else
    options+=("$jar" ${arguments[@]+"${arguments[@]}"})
fi

# In single quotes where a shell would take a character for its own.
quoted() {
    case $1 in
        '' | *[!A-Za-z0-9_./:=,@%+-]*) printf "'%s'" "${1//\'/\'\\\'\'}" ;;
        *) printf '%s' "$1" ;;
    esac
}
# One option a line. A key that was given as a setting is not shown: such output ends in tickets.
show() {
    local word
    quoted "$1"
    for word in "${@:2}"; do
        case $word in spark.*APPMETRICA_POST_API_KEY_*=* | spark.*APPMETRICA_LOGS_API_TOKEN=*) word="${word%%=*}=(not shown)" ;; esac
        case $word in
            --* | "$jar") printf ' \\\n    ' ;;
            *) printf ' ' ;;
        esac
        quoted "$word"
    done
    echo
}

if [ "$deploy_mode" = cluster ]; then
    # The driver's options are not those of the process that submits it and reports of it; on Kubernetes this script reads that.
    [ "$kind" != kubernetes ] || log_here=${log_here/log4j2-json/log4j2}
    export SPARK_SUBMIT_OPTS="$log_here${SPARK_SUBMIT_OPTS:+ $SPARK_SUBMIT_OPTS}"
fi
# On Kubernetes spark-submit ends with 0 whatever became of the driver, but it logs the exit code of the driver's container.
run_on_kubernetes() {
    set -m # A process group of its own, so that all of it ends with this script.
    ({ "$@" 2>&1 >&3 3>&- && echo "submitted: 0" || echo "submitted: $?"; } 3>&1 | awk -f "$project/jobs/kubernetes/exit-code.awk" 3>&-) 3>&1 &
    local job=$! code=0
    trap 'kill -TERM -- "-$job" 2>/dev/null || true' INT TERM HUP
    while kill -0 "$job" 2>/dev/null; do wait "$job" && code=0 || code=$?; done
    exit "$code"
}

export SPARK_HOME=${SPARK_HOME:-$project/target/spark}
spark_submit=$SPARK_HOME/bin/spark-submit
told=() # in its environment
if [ ! -x "$spark_submit" ]; then
    # A Spark distribution is a folder with jars/: for one that has no more, the project has a spark-submit.
    [ -d "$SPARK_HOME/jars" ] || fail "no Spark in $SPARK_HOME: run ./mvnw -DskipTests package, or set SPARK_HOME"
    spark_submit=$project/src/main/spark/bin/spark-submit
    told+=("SPARK_HOME=$SPARK_HOME")
fi
if [ "$print_only" = yes ]; then
    [ -z "${SPARK_SUBMIT_OPTS:-}" ] || told+=("SPARK_SUBMIT_OPTS=$SPARK_SUBMIT_OPTS")
    show ${told[@]+env "${told[@]}"} "$spark_submit" "${options[@]}"
    exit 0
fi
if [ "$kind-$deploy_mode-$asks_spark_only" = kubernetes-cluster-no ]; then
    run_on_kubernetes "$spark_submit" "${options[@]}"
fi
exec "$spark_submit" "${options[@]}"
