package io.github.appmetricaexport.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.PostApiField;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueChecksTest {
    private final ValueChecks checks = new ValueChecks(ApiSwitches.DEFAULT, Instant.parse("2026-11-20T12:00:00Z"));

    private List<String> problems(PostApiField field, String value) {
        return checks.of(field).stream()
                .filter(check -> !check.test().test(value))
                .map(ValueChecks.Check::otherwise)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(PostApiField.class)
    void hasAtLeastOneCheckForEveryField(PostApiField field) {
        assertThat(checks.of(field)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "9223372036854775808", "18446744073709551615", "00018446744073709551615"})
    void takesUnsigned64(String value) {
        assertThat(problems(PostApiField.APPMETRICA_DEVICE_ID, value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "18446744073709551616", "99999999999999999999999", "1e3", " 1", "+1", "٣"})
    void refusesWhatIsNotUnsigned64(String value) {
        assertThat(problems(PostApiField.APPMETRICA_DEVICE_ID, value))
                .containsExactly("must be a decimal whole number from 0 to 18446744073709551615");
    }

    @Property
    void judgesUnsigned64LikeArithmeticDoes(@ForAll BigInteger number) {
        boolean fits = number.signum() >= 0 && number.bitLength() <= 64;

        assertThat(problems(PostApiField.APPMETRICA_DEVICE_ID, number.toString())
                        .isEmpty())
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcdef0123456789ABCDEF", "01234567890123456789012345678901"})
    void knowsADeviceIdFromItsHash(String value) {
        assertThat(problems(PostApiField.APPMETRICA_DEVICE_ID, value))
                .contains("looks like the SDK's DeviceId; send its DeviceIdHash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"250", "02", "-1", "2147483647", "-2147483648"})
    void takesWholeNumbers(String value) {
        assertThat(problems(PostApiField.MNC, value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2147483648", "-2147483649", "1.0", "-", "99999999999999999999", "0x1"})
    void refusesOtherNumbers(String value) {
        assertThat(problems(PostApiField.MCC, value))
                .containsExactly("must be a whole number from -2147483648 to 2147483647");
    }

    @ParameterizedTest
    @CsvSource({"200,", "201,must have at most 200 characters"})
    void countsCharactersNotBytes(int length, String problem) {
        List<String> problems = problems(PostApiField.PROFILE_ID, "🎈".repeat(length));

        assertThat(problems).isEqualTo(problem == null ? List.of() : List.of(problem));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Foreground", "foreground ", "active"})
    void refusesOtherWords(String value) {
        assertThat(problems(PostApiField.SESSION_TYPE, value)).containsExactly("must be one of foreground, background");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\"a\":1} ", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":[1,{\"ключ\":\"\\ud83c\"}]}}"})
    void takesJsonObjects(String value) {
        assertThat(problems(PostApiField.EVENT_JSON, value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "null",
                "\"a\"",
                "{",
                "{\"a\":1",
                "{\"a\"}",
                "{} {}",
                "{'a':1}",
                "{\"a\":\"\n\"}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":\"\\x\"}",
                "{\"a\":1,}",
                "plain"
            })
    void refusesOtherJson(String value) {
        assertThat(problems(PostApiField.EVENT_JSON, value)).containsExactly("must be a JSON object");
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 50_000})
    void takesJsonNestedAsDeepAsItLikes(int depth) {
        assertThat(problems(PostApiField.EVENT_JSON, "{\"a\":".repeat(depth / 5) + "1" + "}".repeat(depth / 5)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"235520,", "235521,must have at most 235520 bytes"})
    void limitsTheBytesOfJson(int length, String problem) {
        List<String> problems = problems(PostApiField.EVENT_JSON, "{\"a\":\"" + "x".repeat(length - 8) + "\"}");

        assertThat(problems).isEqualTo(problem == null ? List.of() : List.of(problem));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "1::",
                "2a02:6b8::40c:6676:baff:fea6:53d8",
                "1:2:3:4:5:6:7:8",
                "::ffff:192.0.2.1",
                "::FFFF:255.255.255.255",
                "1:2:3:4:5:6:7::",
                "fe80::ABCD"
            })
    void takesIpv6(String value) {
        assertThat(problems(PostApiField.DEVICE_IPV6, value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "1::2::3",
                ":::",
                ":1",
                "1:",
                "12345::",
                "g::",
                "::ffff:256.0.0.1",
                "::ffff:1.2.3",
                "::ffff:1.2.3.4.5",
                "::1.2.3.4",
                "fe80::1%eth0",
                "[::1]",
                " ::1",
                "::ffff:1.2.3.",
                ":"
            })
    void refusesOtherAddresses(String value) {
        assertThat(problems(PostApiField.DEVICE_IPV6, value)).isNotEmpty();
    }
}
