"""What audit.ipynb asks of the results tables, and how it shows the answers: DuckDB and pandas, no Spark."""

import json
import shlex
from datetime import date
from functools import cached_property

import duckdb
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import Markdown, display
from pandas.io.formats.style import Styler

from identifier_hash import KINDS, identifier_hash

COLORS = {
    "accepted": "#2a9d5c",
    "assumed_accepted": "#a3cf62",
    "rejected": "#d1495b",
    "invalid": "#edae49",
    "unknown": "#7b4ea3",
    "not_sent": "#9aa5b1",
}
LATER = ("booked", "gone", "skipped")
"""Rows that earlier runs of the date answer for, those of them that the source no longer has, and those that nobody wants."""
DATE = ("runs", "read", "gone", "skipped", *COLORS, "difference")
TABLES = ("runs", "payloads", "rejects", "events", "visibility")
TOP = 8
"""Reasons that have a colour of their own."""

plt.rcParams.update(
    {
        "figure.figsize": (10, 3.8),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "figure.constrained_layout.use": True,
        # A dollar in a reason is a dollar.
        "text.parse_math": False,
    }
)
# Nor is it the begin of a formula in a table.
pd.set_option("styler.html.mathjax", False)


def as_table(frame: pd.DataFrame, **formats: str) -> Styler:
    """
    The frame as a table in which every value and every heading is text.

    A Styler by itself takes a value for HTML, and what stands in these tables is others' to choose: names of events, answers of
    the API. Whatever this notebook shows as a table comes from here.
    """
    texts = frame.select_dtypes(exclude="number").columns.tolist()
    return (
        frame.style.format(formats, escape="html", na_rep="")
        .format_index(escape="html", axis="columns")
        .hide(axis="index")
        .set_properties(subset=texts, **{"text-align": "left"})
    )


class Audit:
    """The results tables from one day to another; each method shows the answer to one question."""

    def __init__(self, results_path: str, first_date: str = "", last_date: str = "") -> None:
        self._database = duckdb.connect()
        first = date.fromisoformat(first_date) if first_date else date.min
        last = date.fromisoformat(last_date) if last_date else date.max
        self._there = [table for table in TABLES if self._is_there(f"{results_path.rstrip('/')}/{table}/**/*.parquet", table, first, last)]
        if "runs" not in self._there:
            raise FileNotFoundError(f"no table runs below {results_path}: results_path is what the job has as results.path")
        self._runs = self._ask("runs", "select * from runs order by date, job, started_at, run_id")
        if self._runs.empty:
            raise ValueError("no run within these dates")
        # Tables of a version without further runs have no such columns.
        self._runs = self._runs.assign(**{name: self._runs.get(name, 0) for name in LATER}).fillna(dict.fromkeys(LATER, 0))
        self._days = self._runs.assign(day=_day(self._runs))

    def _is_there(self, files: str, table: str, first: date, last: date) -> bool:
        """Makes a view of a table's days; says whether the table has any file."""
        if not self._database.execute("select count(*) from glob(?)", [files]).fetchone()[0]:
            return False
        quoted = files.replace("'", "''")
        self._database.execute(
            f"create view {table} as select * from read_parquet('{quoted}', hive_partitioning = true, union_by_name = true)"
            f" where date between date '{first}' and date '{last}'"
        )
        return True

    def _ask(self, table: str, query: str, *values: object) -> pd.DataFrame:
        """The answer; empty where the table that it needs was never written."""
        return self._database.execute(query, values).df() if table in self._there else pd.DataFrame()

    def read(self) -> None:
        days = self._days.day
        count = int(self._runs[list(COLORS)].sum(axis=None))
        display(Markdown(f"**{len(self._runs)} runs**, {days.iloc[0]} to {days.iloc[-1]}, **{count:,} events** read"))

    @cached_property
    def _by_day(self) -> pd.DataFrame:
        return self._days.groupby(["date", "day"], sort=True)[list(COLORS)].sum().reset_index(level=0, drop=True)

    def outcomes(self) -> None:
        by_day = self._by_day
        axes = by_day.plot.bar(stacked=True, color=COLORS, width=0.6, rot=0 if len(by_day) < 12 else 60)
        axes.set(title="Events by outcome", xlabel="", ylabel="events")
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.legend([name.replace("_", " ") for name in COLORS], loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
        plt.show()

    @cached_property
    def _books(self) -> pd.DataFrame:
        books = self._runs[["date", "run_id", "read", "booked", "skipped", *COLORS, "exit_code", "outcome"]].copy()
        books["difference"] = books.read - books.booked - books.skipped - books[list(COLORS)].sum(axis=1)
        return books.assign(date=_iso(books))

    @property
    def _unbalanced(self) -> pd.DataFrame:
        return self._books[self._books.difference != 0]

    @cached_property
    def _dates(self) -> pd.DataFrame:
        """
        The books of each date that has more than one run: what its source holds as the last run saw it, and the sums.

        A run that relies on none before it begins anew, such as one of a date whose outbox was lost: those before are not its sum.
        """
        keys = ["date", "job"]
        begins = self._runs.booked + self._runs.gone == 0
        runs = self._runs.assign(since=begins.groupby([self._runs[key] for key in keys]).cumsum())
        last = {"runs": ("run_id", "size"), "read": ("read", "last"), "gone": ("gone", "last"), "skipped": ("skipped", "last")}
        dates = runs.groupby([*keys, "since"], sort=True).agg(**last, **{name: (name, "sum") for name in COLORS}).reset_index()
        dates = dates[dates.runs > 1].drop(columns="since")
        dates["difference"] = dates.read + dates.gone - dates.skipped - dates[list(COLORS)].sum(axis=1)
        return dates.assign(date=_iso(dates))

    def books(self) -> None:
        wrong = len(self._unbalanced)
        display(Markdown(f"**{wrong} runs do not balance: report them.**" if wrong else "**All books balance.**"))
        display(as_table(self._books, **dict.fromkeys(["read", "booked", "skipped", *COLORS], "{:,}")))

    def dates(self) -> None:
        if self._dates.empty:
            display(Markdown("No date has more than one run."))
            return
        wrong = int((self._dates.difference != 0).sum())
        display(Markdown(f"**{wrong} dates do not add up: report them.**" if wrong else "**All dates add up.**"))
        display(as_table(self._dates, **dict.fromkeys(["read", "gone", "skipped", *COLORS], "{:,}")))

    @cached_property
    def _in_doubt(self) -> pd.DataFrame:
        found = self._ask(
            "payloads",
            "select date, run_id, payload_id, application_id, rows, first_event_time, last_event_time, lost_answers, error"
            " from payloads where outcome = 'unknown' order by all",
        )
        return found if found.empty else found.assign(date=_iso(found))

    def in_doubt(self) -> None:
        if self._in_doubt.empty:
            display(Markdown("**Nothing is in doubt.**"))
            return
        display(as_table(self._in_doubt))
        display(
            Markdown(
                "**What to do.** Look in AppMetrica's reports, some hours after the run, for events of the application within the payload's"
                " time span. Then decide; `not-applied` lets the next export send it again, `accepted` counts it as assumed accepted:"
            )
        )
        for row in self._in_doubt.itertuples():
            payload = shlex.quote(row.payload_id)
            run = shlex.quote(row.run_id.rsplit("-", 1)[-1])
            print(
                f"jobs/submit.sh resolve --config my.conf --date {row.date} --run {run} --payload {payload}"
                ' --as not-applied|accepted --reason "…"'
            )  # fmt: skip

    @cached_property
    def _reasons(self) -> pd.DataFrame:
        return self._ask(
            "rejects",
            "select date, stage, reason, count(*) as refused"
            " from (select date, stage, unnest(reasons) as reason from rejects) group by all order by refused desc, reason",
        )

    def refusals(self) -> None:
        _, (share, bars) = plt.subplots(2, 1, figsize=(10, 7.5))
        by_day = self._by_day
        accepted = 100 * by_day.accepted / by_day.sum(axis=1).clip(lower=1)
        share.plot(by_day.index, accepted, marker="o", color=COLORS["accepted"])
        for day, value in accepted.items():
            share.annotate(f"{value:.1f} %", (day, value), textcoords="offset points", xytext=(0, 8), ha="center")
        share.set(title="Accepted, % of events read", ylim=(-8, 116))
        share.margins(x=0.08)
        if not self._reasons.empty:
            self._reasons_over_time().plot.bar(ax=bars, stacked=True, rot=0, colormap="tab20", width=0.6)
            bars.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize=8)
        bars.set(title="Reasons of refused rows", xlabel="", ylabel="reasons")
        plt.show()
        if not self._reasons.empty:
            top = self._reasons.groupby(["stage", "reason"], as_index=False).refused.sum().nlargest(15, "refused")
            display(as_table(top, refused="{:,}"))

    def _reasons_over_time(self) -> pd.DataFrame:
        reasons = self._reasons
        top = reasons.groupby("reason").refused.sum().nlargest(TOP).index
        named = reasons.reason.where(reasons.reason.isin(top), "other").str.slice(0, 60)
        counted = reasons.assign(day=_day(reasons), reason=named)
        counted = counted.pivot_table(index="day", columns="reason", values="refused", aggfunc="sum", fill_value=0)
        return counted.reindex(self._by_day.index, fill_value=0)

    def latency(self) -> None:
        sent = self._ask("payloads", "select outcome, bytes / 1e6 as megabytes, latency_ms from payloads where latency_ms is not null")
        if sent.empty:
            display(Markdown("Nothing was sent within these dates."))
            return
        _, (times, sizes) = plt.subplots(1, 2)
        for outcome, group in sent.groupby("outcome"):
            color = COLORS.get(outcome, "#444444")
            times.scatter(group.megabytes, group.latency_ms, s=22, alpha=0.7, color=color, label=outcome.replace("_", " "))
        times.set(title="Latency of the last request", xlabel="MB", ylabel="ms", yscale="log")
        times.legend(frameon=False)
        sizes.hist(sent.megabytes, bins=20, color="#4878a8")
        sizes.set(title="Payload sizes", xlabel="MB", ylabel="payloads")
        plt.show()
        milliseconds = sent.groupby("outcome").latency_ms.describe(percentiles=[0.5, 0.95, 0.99]).reset_index()
        display(as_table(milliseconds, **dict.fromkeys(milliseconds.columns[1:], "{:,.0f}")))

    @cached_property
    def _newest_visibility(self) -> pd.DataFrame:
        """What was visible of each payload when it was last asked; empty where nobody asked."""
        return self._ask(
            "visibility",
            "select * from visibility"
            " qualify row_number() over (partition by date, run_id, payload_id order by asked_at desc) = 1"
            " order by date, run_id, payload_id",
        )

    @cached_property
    def _visible_by_hour(self) -> pd.DataFrame:
        """The share of accepted events that was visible so many hours after they were accepted, by day."""
        return self._ask(
            "visibility",
            "select date, date_diff('hour', finished_at, asked_at) as hours, 100 * sum(visible) / sum(v.rows) as share"
            " from visibility v join payloads p using (date, run_id, payload_id) where p.outcome = 'accepted' group by all order by all",
        )

    @cached_property
    def _missing_by_name(self) -> pd.DataFrame:
        newest = self._newest_visibility
        accepted = newest if newest.empty else newest[newest.evidence.str.startswith(("visible", "missing"))]
        missing = [(name, count) for names in accepted.get("missing_by_name", []) for name, count in _pairs(names)]
        return pd.DataFrame(missing, columns=["name", "events_missing"]).groupby("name", as_index=False).sum()

    def visibility(self) -> None:
        newest = self._newest_visibility
        if newest.empty:
            display(Markdown("Nobody asked what became visible: `jobs/submit.sh reconcile` does."))
            return
        columns = ["rows", "visible", "missing", "extra"]
        by_evidence = newest.assign(date=_iso(newest)).groupby(["date", "run_id", "evidence"], as_index=False)[columns].sum()
        display(as_table(by_evidence, **dict.fromkeys(columns, "{:,.0f}")))
        hours = self._visible_by_hour.assign(day=_day(self._visible_by_hour))
        axes = plt.subplots()[1]
        for day, shares in hours.groupby("day", sort=False):
            axes.plot(shares.hours, shares.share, marker="o", label=day)
        axes.set(title="Visible, % of accepted events", xlabel="hours after they were accepted", ylim=(-4, 108))
        axes.legend(frameon=False)
        plt.show()
        if not self._missing_by_name.empty:
            display(as_table(self._missing_by_name.nlargest(15, "events_missing"), events_missing="{:,}"))

    def _events_of(self, user: str, index_key_file: str) -> pd.DataFrame:
        parts = [pd.DataFrame(columns=["date", "run_id", "event_name", "event_time", "payload_id", "outcome"])]
        parts.append(
            self._ask(
                "rejects",
                "select date, run_id, row_json ->> '$.event_name' as event_name, row_json ->> '$.event_timestamp' as event_time,"
                " payload_id, 'refused: ' || array_to_string(reasons, ', ') as outcome"
                " from rejects where row_json ->> '$.profile_id' = ? or row_json ->> '$.appmetrica_device_id' = ?",
                user,
                user,
            )
        )
        if index_key_file:
            parts.append(
                self._ask(
                    "events",
                    "select e.date, e.run_id, e.event_name, e.event_time, e.payload_id, p.outcome"
                    " from events e join payloads p using (date, run_id, payload_id)"
                    " where e.identifier_hash in (?, ?) order by e.event_time",
                    *(identifier_hash(index_key_file, f"{kind}:{user}") for kind in KINDS),
                )
            )
        found = pd.concat([part.astype(object) for part in parts], ignore_index=True)
        return found.assign(date=_iso(found))

    def events_of(self, user: str, index_key_file: str = "") -> None:
        if not user:
            display(Markdown("Set `user` to look somebody up."))
            return
        found = self._events_of(user, index_key_file)
        display(Markdown("Nothing of this user within these dates.") if found.empty else as_table(found))

    def in_one_line(self, user: str = "", index_key_file: str = "") -> None:
        """What was shown, as JSON."""
        names = ("read", "booked", "skipped", *COLORS, "exit_code")
        runs = {str(run.run_id): {name: int(getattr(run, name)) for name in names} for run in self._runs.itertuples()}
        said = {
            "runs": runs,
            "unbalanced": self._unbalanced.run_id.tolist(),
            "dates": {row.date: {name: int(getattr(row, name)) for name in DATE} for row in self._dates.itertuples()},
            "in_doubt": [[row.run_id, row.payload_id] for row in self._in_doubt.itertuples()],
            "visible": [int(self._newest_visibility.get(name, pd.Series(dtype=int)).sum()) for name in ("visible", "missing", "extra")],
            "reasons": 0 if self._reasons.empty else int(self._reasons.refused.sum()),
            "found": self._events_of(user, index_key_file).outcome.tolist() if user else [],
        }
        print(json.dumps(said))


def _pairs(names: object) -> list[tuple[str, int]]:
    """A map of the database, as pandas has it: a dictionary, or one of keys and values."""
    if not isinstance(names, dict):
        return []
    if set(names) == {"key", "value"} and isinstance(names["key"], list):
        return list(zip(names["key"], names["value"], strict=True))
    return list(names.items())


def _day(frame: pd.DataFrame) -> pd.Series:
    return pd.to_datetime(frame.date).dt.strftime("%d %b")


def _iso(frame: pd.DataFrame) -> pd.Series:
    return pd.to_datetime(frame.date).dt.strftime("%Y-%m-%d")
