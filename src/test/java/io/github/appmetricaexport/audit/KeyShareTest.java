package io.github.appmetricaexport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.audit.KeyShare.Held;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Payloads 1 and 2 are accepted, 3 and 4 in doubt. */
class KeyShareTest {
    private static List<KeyShare> of(long there, Held... holders) {
        return of(there, Map.of(), holders);
    }

    private static List<KeyShare> of(long there, Map<Integer, Integer> times, Held... holders) {
        return KeyShare.of(List.of(holders), there, payload -> payload > 2, payload -> times.getOrDefault(payload, 1));
    }

    private static Held held(int payload, long rows) {
        return new Held(payload, rows);
    }

    /** Of a payload of which nothing that is visible may be another's. */
    private static KeyShare share(int payload, long visible, long contested, long extra) {
        return share(payload, visible, visible, contested, extra);
    }

    private static KeyShare share(int payload, long visible, long own, long contested, long extra) {
        return new KeyShare(payload, visible, own, contested, extra);
    }

    @Test
    void whatIsThereIsThePayloadsUpToItsRows() {
        assertThat(of(0, held(1, 2))).containsExactly(share(1, 0, 0, 0));
        assertThat(of(1, held(1, 2))).containsExactly(share(1, 1, 0, 0));
        assertThat(of(5, held(1, 2))).containsExactly(share(1, 2, 0, 3));
        assertThat(of(3, held(3, 3))).containsExactly(share(3, 3, 0, 0));
    }

    @Test
    void acceptedPayloadsAreServedFirstInTheirOrder() {
        assertThat(of(2, held(1, 1), held(2, 2), held(3, 1)))
                .containsExactly(share(1, 1, 0, 0, 0), share(2, 1, 0, 0, 0), share(3, 0, 1, 0));
    }

    @Test
    void aPayloadInDoubtHasWhatAcceptedOnesDoNotExplain() {
        assertThat(of(2, held(1, 1), held(3, 1))).containsExactly(share(1, 1, 0, 0), share(3, 1, 0, 0));
    }

    @Test
    void aLostAnswerOfAnAcceptedPayloadExplainsItsRowsOnceMore() {
        assertThat(of(2, Map.of(1, 2), held(1, 1), held(3, 1))).containsExactly(share(1, 1, 0, 0), share(3, 0, 1, 0));
        assertThat(of(3, Map.of(1, 2), held(1, 1), held(3, 1))).containsExactly(share(1, 1, 0, 1), share(3, 1, 0, 0));
    }

    @Test
    void oneEventOfTwoPayloadsInDoubtIsNeithersAndMayBeEithers() {
        assertThat(of(1, held(3, 1), held(4, 1))).containsExactly(share(3, 0, 1, 0), share(4, 0, 1, 0));
        assertThat(of(2, held(3, 1), held(4, 1))).containsExactly(share(3, 1, 0, 0), share(4, 1, 0, 0));
        assertThat(of(2, held(3, 2), held(4, 1))).containsExactly(share(3, 1, 1, 0), share(4, 0, 1, 0));
    }
}
