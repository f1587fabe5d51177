package io.github.appmetricaexport.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SendOrdersTest {
    private static List<SendOrder> orders(List<Long> sizes) {
        List<SendOrder> orders = new ArrayList<>();
        for (long bytes : sizes) {
            String id = "p" + orders.size();
            orders.add(
                    new SendOrder(FrozenPayloads.payload(id, "", new FrozenPayload.Content(1, bytes, "00", 0, 0)), 0));
        }
        return orders;
    }

    @Property(tries = 500)
    void dealsEveryPayloadOnceWithinTheJobsRequests(
            @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 1, max = 1_000_000_000) Long> sizes,
            @ForAll @IntRange(min = 1, max = 40) int slots,
            @ForAll @IntRange(min = 1, max = 40) int maxConcurrentRequests) {
        List<SendOrder> orders = orders(sizes);

        List<SendOrders> hands = SendOrders.deal(orders, slots, maxConcurrentRequests);

        assertThat(hands.stream().flatMap(hand -> hand.payloads().stream()))
                .containsExactlyInAnyOrderElementsOf(orders);
        assertThat(hands).hasSizeLessThanOrEqualTo(slots).allSatisfy(hand -> {
            assertThat(hand.requestsInFlight()).isPositive();
            assertThat(hand.payloads()).isNotEmpty();
        });
        assertThat(hands.stream().mapToInt(SendOrders::requestsInFlight).sum())
                .isLessThanOrEqualTo(maxConcurrentRequests);
    }

    @Property(tries = 200)
    void givesNoTaskTwoPayloadsMoreThanAnother(
            @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 1, max = 1_000_000) Long> sizes,
            @ForAll @IntRange(min = 1, max = 8) int slots) {
        List<Integer> counts = SendOrders.deal(orders(sizes), slots, 8).stream()
                .map(hand -> hand.payloads().size())
                .sorted()
                .toList();

        assertThat(counts.get(counts.size() - 1) - counts.get(0)).isLessThanOrEqualTo(1);
    }

    @Test
    void beginsWithTheLargestAndEvensTheRoundsOut() {
        List<SendOrders> hands = SendOrders.deal(orders(List.of(1L, 4L, 2L, 3L)), 2, 8);

        assertThat(hands)
                .extracting(hand -> hand.payloads().stream()
                        .map(order -> order.payload().bytes())
                        .toList())
                .containsExactly(List.of(4L, 1L), List.of(3L, 2L));
    }

    @Test
    void dealsNothingToOneTask() {
        assertThat(SendOrders.deal(List.of(), 4, 8))
                .singleElement()
                .satisfies(hand -> assertThat(hand.payloads()).isEmpty());
    }
}
