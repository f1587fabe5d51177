package io.github.appmetricaexport.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTimerTest {
    @Test
    void looksEveryFiveSecondsWhereALookCostsLittle() {
        assertThat(ProgressTimer.restAfter(Duration.ofMillis(40))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void leavesAStageAloneForTwentyTimesWhatALookTook() {
        assertThat(ProgressTimer.restAfter(Duration.ofMillis(8300))).isEqualTo(Duration.ofSeconds(166));
    }
}
