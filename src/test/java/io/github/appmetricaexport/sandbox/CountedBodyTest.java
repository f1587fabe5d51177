package io.github.appmetricaexport.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import org.junit.jupiter.api.Test;

class CountedBodyTest {
    private final ByteArrayInputStream tenBytes = new ByteArrayInputStream(new byte[10]);

    @Test
    void countsEveryByteOnce() throws Exception {
        CountedBody body = new CountedBody(tenBytes);
        body.read();
        body.discard(4);

        assertThat(body.count()).isEqualTo(5);
        body.discard(100);
        assertThat(body.count()).isEqualTo(10);
    }

    @Test
    void tellsABodyThatEndedEarly() throws Exception {
        CountedBody body = new CountedBody(tenBytes);
        body.discard(100);

        assertThatCode(() -> body.requireBytes(10)).doesNotThrowAnyException();
        assertThatThrownBy(() -> body.requireBytes(11)).isInstanceOf(EOFException.class);
    }

    @Test
    void refusesTheFirstByteAboveItsLimit() throws Exception {
        CountedBody exact = new CountedBody(new ByteArrayInputStream(new byte[10]), 10);
        exact.discard(100);

        assertThatThrownBy(() -> new CountedBody(tenBytes, 9).discard(100))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the body has more than 9 bytes");
    }
}
