"""The export's checks of a row as one condition in DuckDB's SQL, over columns that are called as the API's fields.

What DuckDB judges otherwise than the export:
 - json_valid takes a trailing comma, NaN and Infinity for JSON, and a lone surrogate escape for none;
 - text that is not UTF-8 ends the whole query, where the export refuses the row;
 - a row is in or out: nothing says which field was wrong, and why.
Everything else is refused alike: ranges, lengths in characters and bytes, enumerations, JSON objects, exactly one identifier, IPv6
addresses, the time window, blanks where a value must be, U+0000, leading zeros.
"""

from collections.abc import Callable
from dataclasses import dataclass

DAY = 86_400
HOUR = 3_600
# Blank to Java: Unicode's white space, and four separators of ASCII.
BLANKS = "".join(
    f"\\x{{{code:x}}}"
    for code in (*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
)
INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}


@dataclass(frozen=True)
class Limits:
    """The bounds that belong to a run: Unix seconds, and the longest event_json in bytes."""

    oldest: int
    newest: int
    json_bytes: int = 230 * 1024

    @staticmethod
    def at(now: float) -> "Limits":
        """Those of the export's defaults: max-event-age less deadline and margin, and max-clock-skew."""
        return Limits(int(now) + 6 * HOUR + 1 * HOUR - 14 * DAY, int(now) + 1 * HOUR)


@dataclass(frozen=True)
class Column:
    name: str
    type: str

    @property
    def is_integer(self) -> bool:
        return self.type in INTEGERS


Check = Callable[[Column, Limits], str]


def matches(column: Column, pattern: str) -> str:
    return f"regexp_full_match({column.name}, '{pattern}')"


def number(minimum: int, maximum: int) -> Check:
    """A whole number; leading zeros only where zero itself is allowed."""
    pattern = "[1-9][0-9]*" if minimum > 0 else "-?[0-9]+"

    def check(column: Column, _: Limits) -> str:
        if column.is_integer:
            return f"{column.name} BETWEEN {minimum} AND {maximum}"
        return f"{matches(column, pattern)} AND coalesce(try_cast({column.name} AS HUGEINT) BETWEEN {minimum} AND {maximum}, false)"

    return check


def unsigned64(column: Column, _: Limits) -> str:
    if column.is_integer:
        return f"{column.name} BETWEEN 0 AND {2**64 - 1}"
    return f"{matches(column, '0|[1-9][0-9]{0,19}')} AND try_cast({column.name} AS UBIGINT) IS NOT NULL"


def seconds(column: Column, limits: Limits) -> str:
    window = f"BETWEEN {limits.oldest} AND {limits.newest}"
    if column.is_integer:
        return f"{column.name} {window}"
    return f"{matches(column, '0|-?[1-9][0-9]*')} AND coalesce(try_cast({column.name} AS HUGEINT) {window}, false)"


def text(characters: int | None = None, may_be_blank: bool = True) -> Check:
    def check(column: Column, _: Limits) -> str:
        conditions = [f"NOT contains({column.name}, chr(0))"]
        if characters:
            conditions.append(f"length({column.name}) <= {characters}")
        if not may_be_blank:
            conditions.append(f"NOT {matches(column, f'[{BLANKS}]+')}")
        return " AND ".join(conditions)

    return check


def one_of(*values: str) -> Check:
    return lambda column, _: f"{column.name} IN ({', '.join(repr(value) for value in values)})"


def json_object(column: Column, limits: Limits) -> str:
    return f"strlen({column.name}) <= {limits.json_bytes} AND ltrim({column.name}, ' \t\r\n')[1] = '{{' AND json_valid({column.name})"


def ipv6_pattern() -> str:
    """RFC 4291, 2.2: eight groups, or fewer with one gap; a dotted quad may stand for the last two."""
    group, octet = "[0-9a-fA-F]{1,4}", "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    quad = f"{octet}([.]{octet}){{3}}"
    before, after = f"({group}:)", f"(:{group})"
    forms = [f"{before}{{7}}{group}", f"{before}{{6}}{quad}", f":({after}{{1,7}}|:)", f"{before}{{1,7}}:"]
    forms += [f"{before}{{1,{7 - groups}}}{after}{{1,{groups}}}" for groups in range(1, 7)]
    forms += [f"::{before}{{0,5}}{quad}", f"{before}{{1,5}}:{quad}"]
    forms += [f"{before}{{1,{5 - groups}}}{after}{{1,{groups}}}:{quad}" for groups in range(1, 5)]
    return "|".join(forms)


def ipv6(column: Column, _: Limits) -> str:
    return matches(column, ipv6_pattern())


REQUIRED = ("application_id", "event_name", "event_timestamp")
IDENTIFIERS = ("profile_id", "appmetrica_device_id")
CHECKS: dict[str, Check] = {
    "application_id": number(1, 2**31 - 1),
    "profile_id": text(characters=200),
    "appmetrica_device_id": unsigned64,
    "event_name": text(characters=1000, may_be_blank=False),
    "event_timestamp": seconds,
    "event_json": json_object,
    "session_type": one_of("foreground", "background"),
    "os_name": one_of("ios", "android", "windows"),
    "device_type": one_of("phone", "tablet", "phablet", "tv", "desktop", "unknown"),
    "connection_type": one_of("wifi", "cell", "unknown"),
    "mcc": number(-(2**31), 2**31 - 1),
    "mnc": number(-(2**31), 2**31 - 1),
    "device_ipv6": ipv6,
}
TEXTS = (
    "ios_ifa",
    "ios_ifv",
    "google_aid",
    "windows_aid",
    "os_version",
    "device_manufacturer",
    "device_model",
    "device_locale",
    "app_version_name",
    "app_package_name",
    "operator_name",
)
CHECKS |= {name: text() for name in TEXTS}


def present(column: Column) -> str:
    """NULL and the empty text are both an absent value."""
    return f"({column.name} IS NOT NULL)" if column.is_integer else f"coalesce({column.name} <> '', false)"


def valid(columns: list[Column], limits: Limits) -> str:
    """The condition that a row of these columns passes; no part of it is NULL."""
    conditions = []
    for column in columns:
        if not column.is_integer and column.type != "VARCHAR":
            raise ValueError(f"{column.name} is {column.type}: cast it to a whole number or a text")
        check = CHECKS[column.name](column, limits)
        otherwise = "false" if column.name in REQUIRED else "true"
        conditions.append(f"CASE WHEN {present(column)} THEN {check} ELSE {otherwise} END")
    identifiers = [f"CAST({present(column)} AS INTEGER)" for column in columns if column.name in IDENTIFIERS]
    conditions.append(f"{' + '.join(identifiers) or '0'} = 1")
    return "\n  AND ".join(f"({condition})" for condition in conditions)
