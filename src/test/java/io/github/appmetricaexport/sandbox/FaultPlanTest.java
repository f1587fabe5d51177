package io.github.appmetricaexport.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
    private static List<String> labels(FaultPlan plan, long requests) {
        return LongStream.rangeClosed(1, requests)
                .mapToObj(plan::faultOf)
                .map(fault -> fault.map(Fault::label).orElse("-"))
                .toList();
    }

    @Test
    void decidesTheSameForTheSameSeedAndOtherwiseForAnother() {
        FaultPlan plan = FaultPlan.of(7, "503:0.5", "slow:0.5");

        assertThat(labels(plan, 100)).isEqualTo(labels(FaultPlan.of(7, "503:0.5", "slow:0.5"), 100));
        assertThat(labels(plan, 100)).isNotEqualTo(labels(FaultPlan.of(8, "503:0.5", "slow:0.5"), 100));
    }

    @Test
    void strikesAsOftenAsTheProbabilitySays() {
        List<String> labels = labels(FaultPlan.of(1, "no-answer:0.1", "500:0.5"), 100_000);

        assertThat(labels.stream().filter("no-answer"::equals).count()).isBetween(9_700L, 10_300L);
        assertThat(labels.stream().filter("500"::equals).count()).isBetween(44_300L, 45_700L);
    }

    @Test
    void strikesOnlyWithinItsRequests() {
        assertThat(labels(FaultPlan.of(1, "403:1:from=3,to=4"), 6)).containsExactly("-", "-", "403", "403", "-", "-");
    }

    @Test
    void neverStrikesWithProbabilityNoneAndAlwaysWithOne() {
        assertThat(labels(FaultPlan.of(1, "500:0", "502"), 50)).containsOnly("502");
        assertThat(labels(FaultPlan.NONE, 50)).containsOnly("-");
    }

    @Test
    void readsEveryOption() {
        assertThat(FaultRule.parse("503:0.25:retry-after=2,applied=true,from=2,to=9"))
                .isEqualTo(new FaultRule(
                        new Fault(
                                Fault.Kind.STATUS,
                                503,
                                1,
                                Optional.of(new Fault.RetryAfter(Duration.ofSeconds(2), false)),
                                Duration.ofSeconds(5),
                                ""),
                        0.25,
                        2,
                        9));
        assertThat(FaultRule.parse("apply-reset").fault().applied()).isEqualTo(1);
        assertThat(FaultRule.parse("apply-reset:1:applied=0.4").fault().applied())
                .isEqualTo(0.4);
        assertThat(FaultRule.parse("slow::delay=0.25").fault().delay()).hasMillis(250);
        assertThat(FaultRule.parse("302:1:text=http://127.0.0.1:1/x").fault().text())
                .isEqualTo("http://127.0.0.1:1/x");
        assertThat(FaultRule.parse("429:1:retry-after-date=30").fault().retryAfter())
                .hasValue(new Fault.RetryAfter(Duration.ofSeconds(30), true));
    }

    @Test
    void skipsBlankLinesAndComments() {
        assertThat(FaultPlan.parse(1, List.of("# none", "", "  ", " 500:1 ")).rules())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "600",
                "200",
                "reset",
                "500:2",
                "500:-1",
                "500:x",
                "500:1:from=0",
                "500:1:from=3,to=2",
                "500:1:colour=red",
                "500:1:from",
                "500:1:applied=1.5",
                "500:1:applied=some",
                "slow:NaN"
            })
    void saysWhichRuleIsWrong(String rule) {
        assertThatThrownBy(() -> FaultRule.parse(rule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("fault '" + rule + "': ");
    }
}
