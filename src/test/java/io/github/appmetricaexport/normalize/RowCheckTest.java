package io.github.appmetricaexport.normalize;

import static io.github.appmetricaexport.api.PostApiField.APPLICATION_ID;
import static io.github.appmetricaexport.api.PostApiField.APPMETRICA_DEVICE_ID;
import static io.github.appmetricaexport.api.PostApiField.DEVICE_IPV6;
import static io.github.appmetricaexport.api.PostApiField.DEVICE_MODEL;
import static io.github.appmetricaexport.api.PostApiField.EVENT_JSON;
import static io.github.appmetricaexport.api.PostApiField.EVENT_NAME;
import static io.github.appmetricaexport.api.PostApiField.EVENT_TIMESTAMP;
import static io.github.appmetricaexport.api.PostApiField.MCC;
import static io.github.appmetricaexport.api.PostApiField.MNC;
import static io.github.appmetricaexport.api.PostApiField.OS_NAME;
import static io.github.appmetricaexport.api.PostApiField.PROFILE_ID;
import static io.github.appmetricaexport.api.PostApiField.SESSION_TYPE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.api.PostApiField;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Each rule's words: a valid row with one value replaced. */
class RowCheckTest {
    private static final ValidationLimits LIMITS = new ValidationLimits(1_700_000_000, 1_701_000_000, 30);

    @Test
    void aRowThatKeepsAllRulesHasNoReason() {
        assertThat(reasonsOf(Map.of())).isEmpty();
    }

    @Test
    void anApplicationIsAPositiveNumberOf31BitsInOneSpelling() {
        String range = "application_id: not a whole number from 1 to 2147483647";
        check(APPLICATION_ID, "1", "");
        check(APPLICATION_ID, "2147483647", "");
        check(APPLICATION_ID, "2147483648", range);
        check(APPLICATION_ID, "99999999999999999999999999999999999999999999", range);
        check(APPLICATION_ID, "0", range);
        check(APPLICATION_ID, "-1", range);
        check(APPLICATION_ID, "+5", range);
        check(APPLICATION_ID, " 5", range);
        check(APPLICATION_ID, "5\n", range);
        check(APPLICATION_ID, "5.0", range);
        check(APPLICATION_ID, "1e3", range);
        check(APPLICATION_ID, "٣", range);
        check(APPLICATION_ID, "abc", range);
        check(APPLICATION_ID, "01111", "application_id: has leading zeros");
        check(APPLICATION_ID, "", "application_id: missing");
        check(APPLICATION_ID, null, "application_id: missing");
    }

    @Test
    void mobileCodesAreWholeNumbersAsTheyAreWritten() {
        check(MNC, "02", "");
        check(MNC, "000000000000000000000000000000000000000000002", "");
        check(MNC, "2147483647", "");
        check(MCC, "-2147483648", "");
        check(MCC, "2147483648", "mcc: not a whole number from -2147483648 to 2147483647");
        check(MCC, "-99999999999999999999", "mcc: not a whole number from -2147483648 to 2147483647");
        check(MCC, "abc", "mcc: not a whole number");
        check(MCC, "25.0", "mcc: not a whole number");
        check(MCC, "--1", "mcc: not a whole number");
        check(MCC, "250\n", "mcc: not a whole number");
        check(MCC, "", "");
    }

    @Test
    void aProfileIsAtMost200CodePointsOfAnything() {
        check(PROFILE_ID, "x".repeat(200), "");
        check(PROFILE_ID, "x".repeat(201), "profile_id: longer than 200 characters");
        check(PROFILE_ID, "😀".repeat(200), "");
        check(PROFILE_ID, "😀".repeat(201), "profile_id: longer than 200 characters");
        check(PROFILE_ID, "007", "");
        check(PROFILE_ID, " ", "");
    }

    @Test
    void aDeviceIsAnUnsigned64BitNumberAndEachMistakeIsNamed() {
        device("0", "");
        device("18446744073709551615", "");
        device("9223372036854775808", "");
        device("18446744073709551616", "greater than 18446744073709551615");
        device("99999999999999999999", "greater than 18446744073709551615");
        device("100000000000000000000", "greater than 18446744073709551615");
        device("-1", "negative, the API wants an unsigned 64-bit number (a signed column overflowed?)");
        device("1.5", "has a fraction");
        device("-1.5", "has a fraction");
        device("5.0", "has a fraction");
        device("007", "has leading zeros");
        device("1.8E19", "not a whole number");
        device("+5", "not a whole number");
        device("5\n", "not a whole number");
        device(
                "0123456789abcdefABCDEF0123456789",
                "a DeviceId (32 hexadecimal characters), the API wants its DeviceIdHash");
        device("0123456789abcdefABCDEF012345678", "not a whole number");
    }

    @Test
    void exactlyOneIdentifierIsThere() {
        check(Map.of(PROFILE_ID, ""), "identifier: neither profile_id nor appmetrica_device_id");
        check(Map.of(APPMETRICA_DEVICE_ID, "5"), "identifier: both profile_id and appmetrica_device_id");
        check(Map.of(APPMETRICA_DEVICE_ID, "5", PROFILE_ID, ""), "");
    }

    @Test
    void anIdentifierThatIsNotMappedIsAbsent() {
        RowCheck check = new RowCheck(List.of(APPMETRICA_DEVICE_ID), LIMITS);

        assertThat(reasons(check, bytes("x"))).containsExactly("appmetrica_device_id: not a whole number");
        assertThat(reasons(check, bytes("")))
                .containsExactly("identifier: neither profile_id nor appmetrica_device_id");
        assertThat(reasons(check, (byte[]) null))
                .containsExactly("identifier: neither profile_id nor appmetrica_device_id");
    }

    @Test
    void anEventNameIsThereAndNotBlankAndNotTooLong() {
        check(EVENT_NAME, null, "event_name: missing");
        check(EVENT_NAME, "", "event_name: missing");
        check(EVENT_NAME, " ", "event_name: blank");
        check(EVENT_NAME, "\t\u00a0\u3000\r\n", "event_name: blank");
        check(EVENT_NAME, "\u001c\u001f", "event_name: blank");
        check(EVENT_NAME, " a ", "");
        check(EVENT_NAME, "я".repeat(1000), "");
        check(EVENT_NAME, "я".repeat(1001), "event_name: longer than 1000 characters");
        check(EVENT_NAME, " ".repeat(1001), "event_name: blank", "event_name: longer than 1000 characters");
    }

    @Test
    void aTimeIsInWholeSecondsWithinTheWindow() {
        time("1700000000", "");
        time("1701000000", "");
        time("1699999999", "older than the API takes");
        time("1701000001", "in the future");
        time("99999999999", "in the future");
        time("0", "older than the API takes");
        time("-5", "older than the API takes");
        time("-1700000000000", "older than the API takes");
        time("1700000000000", "in milliseconds, divide by 1000");
        time("1700000000000000", "in microseconds, divide by 1000000");
        time("1700000000000000000", "in nanoseconds, divide by 1000000000");
        time("1".repeat(50), "in the future");
        time("1700000000.5", "not whole Unix seconds");
        time("1700000000.0", "not whole Unix seconds");
        time("1.7E9", "not whole Unix seconds");
        time("+1700000000", "not whole Unix seconds");
        time("01700000000", "not whole Unix seconds");
        time("1700000000\n", "not whole Unix seconds");
        time("2023-11-14T22:13:20Z", "not whole Unix seconds");
        time("", "missing");
    }

    @Test
    void parametersAreOneJsonObjectOfLimitedBytes() {
        check(EVENT_JSON, "{}", "");
        check(EVENT_JSON, " {\"a\" : {\"a\":[1,2.5e3,null]}}\n", "");
        check(EVENT_JSON, "{\"a\":1,\"a\":2}", "");
        check(EVENT_JSON, "", "");
        check(EVENT_JSON, "[]", "event_json: not a JSON object");
        check(EVENT_JSON, "{} {}", "event_json: not a JSON object");
        check(EVENT_JSON, "{\"a\":1", "event_json: not a JSON object");
        check(EVENT_JSON, "{\"a\":'1'}", "event_json: not a JSON object");
        check(EVENT_JSON, "{\"a\":\"\n\"}", "event_json: not a JSON object");
        check(EVENT_JSON, "null", "event_json: not a JSON object");
        check(EVENT_JSON, "text", "event_json: not a JSON object");
        check(EVENT_JSON, "\ufeff{}", "event_json: not a JSON object");
        check(EVENT_JSON, "{\"a\":\"" + "я".repeat(11) + "\"}", "");
        check(EVENT_JSON, "{\"a\":\"" + "я".repeat(11) + "x\"}", "event_json: longer than 30 bytes");
        check(EVENT_JSON, "x".repeat(31), "event_json: longer than 30 bytes", "event_json: not a JSON object");
    }

    @Test
    void aListedValueIsWrittenAsListed() {
        check(OS_NAME, "ios", "");
        check(OS_NAME, "iOS", "os_name: not one of ios, android, windows");
        check(OS_NAME, "ios ", "os_name: not one of ios, android, windows");
        check(OS_NAME, "", "");
        check(SESSION_TYPE, "none", "session_type: not one of foreground, background");
    }

    @Test
    void anAddressIsIpv6() {
        check(DEVICE_IPV6, "2a02:6b8::40c:6676:baff:fea6:53d8", "");
        check(DEVICE_IPV6, "::ffff:192.0.2.1", "");
        check(DEVICE_IPV6, "192.0.2.1", "device_ipv6: an IPv4 address, write it as ::ffff:a.b.c.d");
        check(DEVICE_IPV6, "fe80::1%eth0", "device_ipv6: not an IPv6 address");
        check(DEVICE_IPV6, "localhost", "device_ipv6: not an IPv6 address");
        check(DEVICE_IPV6, "::1\n", "device_ipv6: not an IPv6 address");
    }

    @Test
    void bytesThatNoTextHasAreRefusedInAnyField() {
        check(DEVICE_MODEL, "a\0b", "device_model: contains NUL (U+0000)");
        check(bytes(DEVICE_MODEL, 'a', 0xFF), "device_model: not valid UTF-8");
        check(bytes(DEVICE_MODEL, 0, 0xC3), "device_model: contains NUL (U+0000)", "device_model: not valid UTF-8");
        check(bytes(DEVICE_MODEL, 0xED, 0xA0, 0x80), "device_model: not valid UTF-8");
        check(DEVICE_MODEL, "\ufffd 😀 \u0001 =1+1", "");
    }

    @Test
    void twoBrokenEndsDoNotMakeOneCharacter() {
        Map<PostApiField, byte[]> halves = new LinkedHashMap<>(bytes(PostApiField.DEVICE_MANUFACTURER, 0xC3));
        halves.putAll(bytes(DEVICE_MODEL, 0xA9));
        check(halves, "device_manufacturer: not valid UTF-8", "device_model: not valid UTF-8");
    }

    @Test
    void everyReasonOfARowIsGiven() {
        check(
                Map.of(EVENT_NAME, "", EVENT_TIMESTAMP, "x", OS_NAME, "symbian", MCC, "x", PROFILE_ID, ""),
                "event_name: missing",
                "event_timestamp: not whole Unix seconds",
                "os_name: not one of ios, android, windows",
                "mcc: not a whole number",
                "identifier: neither profile_id nor appmetrica_device_id");
    }

    @Property(tries = 2000)
    void aNumberHasTheReasonsOfItsDigits(@ForAll long value) {
        assertSameAsDigits(value);
    }

    @Test
    void aNumberOfEveryLengthHasTheReasonsOfItsDigits() {
        for (long edge : new long[] {
            0, 1, 1_700_000_000, 1_701_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
        }) {
            assertSameAsDigits(edge);
        }
        for (long value = 1; value <= Long.MAX_VALUE / 10; value *= 10) {
            for (long near = value - 2; near <= value + 2; near++) {
                assertSameAsDigits(near);
                assertSameAsDigits(-near);
            }
        }
    }

    private static void assertSameAsDigits(long value) {
        for (PostApiField field :
                List.of(APPLICATION_ID, PROFILE_ID, APPMETRICA_DEVICE_ID, EVENT_TIMESTAMP, MCC, DEVICE_MODEL)) {
            RowCheck check = new RowCheck(List.of(field), LIMITS);
            List<String> ofDigits = reasons(check, bytes(Long.toString(value)));
            long application = check.applicationId();
            long time = check.eventTime();
            check.begin();
            check.number(0, value);
            check.end();

            assertThat(check.reasons()).as("%s %d", field, value).isEqualTo(ofDigits);
            if (ofDigits.stream().allMatch(reason -> reason.startsWith("identifier"))) {
                assertThat(check.applicationId()).isEqualTo(application);
                assertThat(check.eventTime()).isEqualTo(time);
            }
        }
    }

    @Test
    void tellsWhatPackingAsksOfAGoodRow() {
        RowCheck check =
                new RowCheck(List.of(APPLICATION_ID, PROFILE_ID, APPMETRICA_DEVICE_ID, EVENT_TIMESTAMP), LIMITS);

        assertThat(reasons(check, bytes("1111"), bytes("u"), null, bytes("1700500000")))
                .isEmpty();
        assertThat(check.applicationId()).isEqualTo(1111);
        assertThat(check.identifierKind()).isEqualTo(IdentifierKind.PROFILE_ID);
        assertThat(check.eventTime()).isEqualTo(1_700_500_000);
        assertThat(reasons(check, bytes("2222"), bytes(""), bytes("18446744073709551615"), bytes("1700500001")))
                .isEmpty();
        assertThat(check.applicationId()).isEqualTo(2222);
        assertThat(check.identifierKind()).isEqualTo(IdentifierKind.APPMETRICA_DEVICE_ID);
        assertThat(check.eventTime()).isEqualTo(1_700_500_001);
    }

    private static void check(PostApiField field, String value, String... reasons) {
        Map<PostApiField, String> replaced = new EnumMap<>(PostApiField.class);
        replaced.put(field, value);
        check(replaced, reasons);
    }

    private static void check(Map<PostApiField, ?> replaced, String... reasons) {
        assertThat(reasonsOf(replaced))
                .as("%s", replaced)
                .isEqualTo(Arrays.stream(reasons)
                        .filter(reason -> !reason.isEmpty())
                        .toList());
    }

    private static void device(String value, String reason) {
        Map<PostApiField, String> replaced = Map.of(APPMETRICA_DEVICE_ID, value, PROFILE_ID, "");
        check(replaced, reason.isEmpty() ? "" : "appmetrica_device_id: " + reason);
    }

    private static void time(String value, String reason) {
        check(EVENT_TIMESTAMP, value, reason.isEmpty() ? "" : "event_timestamp: " + reason);
    }

    private static Map<PostApiField, byte[]> bytes(PostApiField field, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Map.of(field, bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<String> reasonsOf(Map<PostApiField, ?> replaced) {
        Map<PostApiField, String> valid = Map.of(
                APPLICATION_ID, "1111",
                PROFILE_ID, "user-1",
                EVENT_NAME, "purchase",
                EVENT_TIMESTAMP, "1700500000");
        byte[][] row = Arrays.stream(PostApiField.values())
                .map(field -> replaced.containsKey(field) ? replaced.get(field) : valid.get(field))
                .map(value -> value instanceof String text ? bytes(text) : (byte[]) value)
                .toArray(byte[][]::new);
        return reasons(new RowCheck(List.of(PostApiField.values()), LIMITS), row);
    }

    /** Each value from the middle of an array, as Spark hands texts over. */
    private static List<String> reasons(RowCheck check, byte[]... row) {
        check.begin();
        for (int field = 0; field < row.length; field++) {
            if (row[field] == null || row[field].length == 0) {
                check.absent(field);
            } else {
                byte[] within = new byte[row[field].length + 4];
                Arrays.fill(within, (byte) '9');
                System.arraycopy(row[field], 0, within, 2, row[field].length);
                check.text(field, within, 2, within.length - 2);
            }
        }
        check.end();
        return check.reasons();
    }
}
