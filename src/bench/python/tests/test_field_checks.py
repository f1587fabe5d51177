"""Each rule of the checks in SQL: what passes, what does not, and where DuckDB is known to judge otherwise than the export."""

import duckdb
import pytest

from field_checks import Column, Limits, valid

NOW = 1_790_000_000
LIMITS = Limits.at(NOW)
GOOD = {"application_id": "1111", "profile_id": "user", "event_name": "open", "event_timestamp": str(NOW)}


def passes(row: dict[str, str | None]) -> bool:
    """Whether a row passes, all of its columns as text."""
    columns = [Column(name, "VARCHAR") for name in row]
    names = ", ".join(f"CAST(? AS VARCHAR) AS {name}" for name in row)
    query = f"SELECT count(*) FROM (SELECT {names}) WHERE {valid(columns, LIMITS)}"
    return duckdb.execute(query, list(row.values())).fetchone() == (1,)


def test_a_good_row_passes() -> None:
    assert passes(GOOD)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("application_id", "2147483647"),
        ("profile_id", "я" * 200),
        ("event_name", "🏄" * 1000),
        ("event_timestamp", str(LIMITS.oldest)),
        ("event_timestamp", str(LIMITS.newest)),
        ("event_json", ' {"a":1,"a":{"b":[null]}} '),
        ("event_json", ""),
        ("session_type", "background"),
        ("mnc", "02"),
        ("mnc", "-2147483648"),
        ("mcc", None),
        ("operator_name", "Билайн"),
        ("device_ipv6", "::"),
        ("device_ipv6", "::ffff:192.0.2.1"),
        ("device_ipv6", "1:2:3:4:5:6:7:8"),
        ("device_ipv6", "1:2:3:4:5:6:192.0.2.1"),
        ("device_ipv6", "::2:3:4:5:6:7:8"),
        ("device_ipv6", "1:2:3:4:5:6:7::"),
        ("device_ipv6", "2A02:6b8::1:F"),
        ("device_ipv6", "1::3:4:5:6:192.0.2.1"),
    ],
)
def test_passes(field: str, value: str | None) -> None:
    assert passes({**GOOD, field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("application_id", None),
        ("application_id", ""),
        ("application_id", "0"),
        ("application_id", "01"),
        ("application_id", "2147483648"),
        ("application_id", "9" * 60),
        ("application_id", "1.5"),
        ("application_id", "+1"),
        ("application_id", " 1"),
        ("profile_id", "x" * 201),
        ("profile_id", None),
        ("profile_id", "a\0b"),
        ("event_name", None),
        ("event_name", "   "),
        ("event_name", " \u00a0\u2003\t\x1c"),
        ("event_name", "x" * 1001),
        ("event_timestamp", str(LIMITS.oldest - 1)),
        ("event_timestamp", str(LIMITS.newest + 1)),
        ("event_timestamp", f"{NOW}000"),
        ("event_timestamp", f"0{NOW}"),
        ("event_timestamp", f"{NOW}.0"),
        ("event_timestamp", "-0"),
        ("event_json", "[1]"),
        ("event_json", "level=5"),
        ("event_json", '{"a":1} {}'),
        ("event_json", '{"a":01}'),
        ("event_json", '{"a":"' + "x" * LIMITS.json_bytes + '"}'),
        ("session_type", "Background"),
        ("os_name", "symbian"),
        ("device_type", "phone "),
        ("connection_type", "wi-fi"),
        ("mcc", "abc"),
        ("mcc", "2147483648"),
        ("google_aid", "a\0b"),
        ("device_ipv6", "192.0.2.1"),
        ("device_ipv6", "1:2:3:4:5:6:7"),
        ("device_ipv6", "1:2:3:4:5:6:7:8:9"),
        ("device_ipv6", "1:2:3:4::5:6:7:8"),
        ("device_ipv6", "::1::"),
        ("device_ipv6", ":::"),
        ("device_ipv6", "12345::"),
        ("device_ipv6", "::ffff:192.0.2.256"),
        ("device_ipv6", "::ffff:192.0.2.01"),
        ("device_ipv6", "fe80::1%eth0"),
    ],
)
def test_is_refused(field: str, value: str | None) -> None:
    assert not passes({**GOOD, field: value})


@pytest.mark.parametrize("value", ["0", "9223372036854775808", "18446744073709551615"])
def test_a_device_passes(value: str) -> None:
    assert passes({**GOOD, "profile_id": None, "appmetrica_device_id": value})


@pytest.mark.parametrize("value", ["-1", "1.5", "00", "18446744073709551616", "0123456789abcdef0123456789abcdef", None])
def test_a_device_is_refused(value: str | None) -> None:
    assert not passes({**GOOD, "profile_id": None, "appmetrica_device_id": value})


def test_both_identifiers_are_refused() -> None:
    assert not passes({**GOOD, "appmetrica_device_id": "1"})


@pytest.mark.parametrize("value", ['{"a":1,}', '{"a":NaN}'])
def test_what_duckdb_takes_for_json_and_the_export_does_not(value: str) -> None:
    assert passes({**GOOD, "event_json": value})


def test_a_lone_surrogate_is_no_json_to_duckdb() -> None:
    assert not passes({**GOOD, "event_json": '{"a":"\\ud800"}'})


def test_a_column_of_another_type_is_told() -> None:
    with pytest.raises(ValueError, match="mcc is DOUBLE: cast it"):
        valid([Column("mcc", "DOUBLE")], LIMITS)
