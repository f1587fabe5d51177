package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.PayloadResultOf.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunOutcomeTest {
    private static RunOutcome of(Outcome... outcomes) {
        return of(outcomes.length, outcomes);
    }

    private static RunOutcome of(long read, Outcome... outcomes) {
        List<PayloadResult> payloads = new ArrayList<>();
        Arrays.stream(outcomes).forEach(outcome -> payloads.add(outcome(outcome, 1)));
        return RunOutcome.of(Books.of(read, 0, 0, payloads));
    }

    @Test
    void isCompleteWhenEverythingIsAccepted() {
        assertThat(of(Outcome.ACCEPTED, Outcome.ASSUMED_ACCEPTED)).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void isCompleteWhenThereWasNothing() {
        assertThat(of()).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void isIncompleteWhenSomethingWaits() {
        assertThat(of(Outcome.ACCEPTED, Outcome.NOT_SENT)).isEqualTo(RunOutcome.INCOMPLETE);
    }

    @Test
    void isRefusedBeforeItIsIncomplete() {
        assertThat(of(Outcome.ACCEPTED, Outcome.NOT_SENT, Outcome.REJECTED)).isEqualTo(RunOutcome.REFUSED);
    }

    @Test
    void isInDoubtBeforeItIsRefused() {
        assertThat(of(Outcome.NOT_SENT, Outcome.REJECTED, Outcome.UNKNOWN)).isEqualTo(RunOutcome.IN_DOUBT);
    }

    @Test
    void isIncompleteWhereOnlyTimeCanTellWhatIsUnknown() {
        List<PayloadResult> payloads =
                List.of(PayloadResultOf.outcome(Outcome.UNKNOWN, 1), PayloadResultOf.outcome(Outcome.UNKNOWN, 1));
        assertThat(RunOutcome.of(Books.of(2, 0, 0, payloads), 2)).isEqualTo(RunOutcome.INCOMPLETE);
        assertThat(RunOutcome.of(Books.of(2, 0, 0, payloads), 1)).isEqualTo(RunOutcome.IN_DOUBT);
    }

    @Test
    void isUnbalancedBeforeAllElse() {
        assertThat(of(5, Outcome.UNKNOWN, Outcome.REJECTED)).isEqualTo(RunOutcome.UNBALANCED);
        assertThat(of(2, Outcome.ACCEPTED)).isEqualTo(RunOutcome.UNBALANCED);
    }

    @Test
    void ofSeveralTheOneCountsThatNeedsAPersonMost() {
        List<RunOutcome> byGravity = Stream.of(8, 1, 7, 10, 5, 2, 4, 3, 6, 9, 0)
                .map(code -> RunOutcome.values()[code])
                .toList();
        for (int i = 0; i < byGravity.size(); i++) {
            List<RunOutcome> milder = new ArrayList<>(byGravity.subList(i, byGravity.size()));
            Collections.reverse(milder);
            assertThat(RunOutcome.gravest(milder)).isEqualTo(byGravity.get(i));
        }
        assertThat(RunOutcome.gravest(List.of())).isEqualTo(RunOutcome.COMPLETE);
    }

    @Test
    void hasTheExitCodesThatOperatorsKnow() {
        assertThat(Arrays.stream(RunOutcome.values()).map(RunOutcome::exitCode))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }
}
