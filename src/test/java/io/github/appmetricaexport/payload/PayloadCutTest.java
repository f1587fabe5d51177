package io.github.appmetricaexport.payload;

import static io.github.appmetricaexport.payload.PayloadCut.Decision.APPEND;
import static io.github.appmetricaexport.payload.PayloadCut.Decision.CUT;
import static io.github.appmetricaexport.payload.PayloadCut.Decision.REFUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PayloadCutTest {
    private final PayloadCut cut = new PayloadCut(3, 100);

    @Test
    void appendsWhileBothLimitsHold() {
        assertThat(cut.of(2, 90, 10, 10)).isEqualTo(APPEND);
    }

    @Test
    void cutsBeforeTheRowLimitIsPassed() {
        assertThat(cut.of(3, 40, 10, 10)).isEqualTo(CUT);
    }

    @Test
    void cutsBeforeTheByteLimitIsPassed() {
        assertThat(cut.of(1, 90, 10, 11)).isEqualTo(CUT);
    }

    @Test
    void refusesARowThatNoPayloadCanHold() {
        assertThat(cut.of(0, 10, 10, 90)).isEqualTo(APPEND);
        assertThat(cut.of(0, 10, 10, 91)).isEqualTo(REFUSE);
        assertThat(cut.of(3, 50, 10, 91)).isEqualTo(REFUSE);
    }

    @Test
    void doesNotOverflowAtTheLargestSizes() {
        PayloadCut widest = new PayloadCut(Integer.MAX_VALUE, Long.MAX_VALUE);
        assertThat(widest.of(Integer.MAX_VALUE - 1, 1, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isEqualTo(APPEND);
    }

    @Test
    void hasNoPayloadOfNoRows() {
        assertThatThrownBy(() -> new PayloadCut(0, 100)).hasMessage("maxRows must be at least 1, is 0");
        assertThatThrownBy(() -> new PayloadCut(1, 0)).hasMessage("maxBytes must be at least 1, is 0");
    }
}
