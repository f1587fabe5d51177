package io.github.appmetricaexport.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6CheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "1::",
                "1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
                "1::3:4:5:6:7:8",
                "2A02:6b8::40c:6676:baff:fea6:53d8",
                "::ffff:192.0.2.1",
                "1:2:3:4:5:6:192.0.2.1",
                "64:ff9b::192.0.2.33",
            })
    void takesWhatTheStandardWrites(String text) {
        assertThat(isAddress(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1",
                "192.0.2.1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "1::2::3",
                "12345::",
                "g::",
                ":1::",
                "1:2:3:4:5:6:7:",
                "::1%eth0",
                "[::1]",
                " ::1",
                "::1 ",
                "::1/64",
                "::ffff:192.0.2",
                "::ffff:192.0.2.256",
                "::ffff:192.0.2.01",
                "::192.0.2.1:1",
                "192.0.2.1::",
                "1:2:3:4:5:6:7:192.0.2.1",
                "::ffff:192.0.2.1.",
                "::+1",
                "::-1",
                "::１"
            })
    void refusesEverythingElse(String text) {
        assertThat(isAddress(text)).isFalse();
    }

    @Test
    void agreesWithTheJdkOnRandomAddresses() {
        Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            StringJoiner groups =
                    new StringJoiner(":", random.nextBoolean() ? "" : "::", random.nextInt(4) == 0 ? "::" : "");
            int count = 1 + random.nextInt(9);
            for (int group = 0; group < count; group++) {
                groups.add(random.nextInt(8) == 0 ? "" : Integer.toHexString(random.nextInt(0x11000)));
            }
            assertThat(isAddress(groups.toString()))
                    .as(groups.toString())
                    .isEqualTo(isAddressForTheJdk(groups.toString()));
        }
    }

    private static boolean isAddress(String text) {
        byte[] within = (":" + text + "1").getBytes(StandardCharsets.UTF_8);
        return Ipv6Check.isAddress(within, 1, within.length - 1);
    }

    /** A text in brackets is a literal for the JDK and never looked up. */
    private static boolean isAddressForTheJdk(String text) {
        try {
            return InetAddress.getByName("[" + text + "]") != null;
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
