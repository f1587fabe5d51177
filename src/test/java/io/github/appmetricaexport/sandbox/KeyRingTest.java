package io.github.appmetricaexport.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private final AtomicReference<Map<Integer, String>> file = new AtomicReference<>(Map.of(1111, "the-old-key"));

    private final KeyRing ring = new KeyRing(() -> {
        if (file.get() == null) {
            throw new UncheckedIOException(new IOException("half written"));
        }
        return file.get();
    });

    @Test
    void opensWithAReplacedKeyAlone() {
        file.set(Map.of(1111, "the-new-key"));
        assertThat(ring.asOfNow().opens(1111, "the-new-key")).isTrue();
        assertThat(ring.asOfNow().isKnown("the-old-key")).isFalse();
    }

    @Test
    void keepsItsKeysWhileTheirFileIsBeingWritten() {
        file.set(null);
        assertThat(ring.asOfNow().opens(1111, "the-old-key")).isTrue();
        file.set(Map.of(1111, " "));
        assertThat(ring.asOfNow().opens(1111, "the-old-key")).isTrue();
    }
}
