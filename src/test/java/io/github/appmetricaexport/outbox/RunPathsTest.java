package io.github.appmetricaexport.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunPathsTest {
    private final RunPaths paths = new RunPaths("file:/outbox/job/date=2026-11-22/run=1");

    @Test
    void laysARunOutAsDocumented() {
        String root = paths.root();
        assertThat(paths.manifest()).hasToString(root + "/manifest.json");
        assertThat(paths.payload("a.csv")).hasToString(root + "/payloads/a.csv");
        assertThat(paths.claim("p000001", 2)).hasToString(root + "/intents/p000001.2");
        assertThat(paths.receipt("p000001", 2)).hasToString(root + "/receipts/p000001.2");
        assertThat(paths.resolution("p000001", 1)).hasToString(root + "/resolutions/p000001.1");
        assertThat(paths.stop(3, "1111")).hasToString(root + "/stops/3.1111");
        assertThat(paths.summary()).hasToString(root + "/summary.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../p", "a/b", "/p", "p.1", "a\\b", "a\nb", "a b", "-p", "p:1", "é", "%2e"})
    void refusesANameThatCouldLeadOutOfItsFolder(String name) {
        assertThatThrownBy(() -> paths.claim(name, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> paths.receipt(name, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> paths.resolution(name, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> paths.stop(1, name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThatThrownBy(() -> paths.claim("p".repeat(101), 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
