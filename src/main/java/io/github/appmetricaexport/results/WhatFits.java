package io.github.appmetricaexport.results;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.appmetricaexport.outbox.FrozenPayload;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which payloads the daily budget lets pass, and when the others: the oldest first, by their oldest event. One that does not fit
 * holds up those behind it, also smaller ones: they have more time left until the API is too late for them, and what fits
 * is a matter of the day's order, not of how it was cut.
 *
 * @param now what fits at once
 * @param tooOld what the API no longer takes, whatever the budget: it counts for nothing
 * @param waiting what does not fit yet
 */
public record WhatFits(List<FrozenPayload> now, List<FrozenPayload> tooOld, Waiting waiting) {
    /** How much fits more from a time on, provided that what fitted before was sent. */
    public record Step(Instant from, long events, long payloads) {}

    /**
     * What does not fit yet.
     *
     * @param events in these payloads
     * @param steps the first of them, soonest first, at most ten; none where the budget is held by events of which nobody
     *     knows when they were applied, or where all come too late
     * @param tooLate events among them for which the API will be too late before they fit
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Waiting(long events, long payloads, List<Step> steps, long tooLate) {
        private static final int MOST_STEPS = 10;
        private static final int MOST_TOLD = 3;

        public static final Waiting NONE = new Waiting(0, 0, List.of(), 0);

        public Waiting {
            steps = steps == null ? List.of() : List.copyOf(steps);
        }

        /** Whether there is anything. */
        public boolean holdsAny() {
            return payloads > 0;
        }

        /** For people. */
        public String sentence() {
            String what = String.format(
                    Locale.ROOT, "%,d events in %,d payloads wait for api.daily-event-budget: ", events, payloads);
            String when = steps.stream()
                    .limit(MOST_TOLD)
                    .map(step -> String.format(
                            Locale.ROOT,
                            "from %s on %,d events in %,d payloads fit",
                            step.from(),
                            step.events(),
                            step.payloads()))
                    .collect(Collectors.joining(", "));
            String others = steps.size() > MOST_TOLD ? ", and so on" : "";
            String never = tooLate == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%sthe API will be too late for %,d events before they fit, unless the budget is raised",
                            when.isEmpty() ? "" : "; ",
                            tooLate);
            return what
                    + (when.isEmpty() && never.isEmpty()
                            ? "events of which nobody knows when or whether they were applied hold it; resolve what is in doubt, or"
                                    + " raise the budget"
                            : when + others + never);
        }
    }

    /** Where nothing is to be sent. */
    public static final WhatFits NOTHING = new WhatFits(List.of(), List.of(), Waiting.NONE);

    public WhatFits {
        now = List.copyOf(now);
        tooOld = List.copyOf(tooOld);
    }

    /** Decides without looking anywhere. */
    public static WhatFits of(List<FrozenPayload> toSend, DailyBudget budget, Instant now) {
        Deque<FrozenPayload> queue = toSend.stream()
                .filter(payload -> !budget.isTooLate(payload, now))
                .sorted(Comparator.comparingLong(FrozenPayload::firstEventTime).thenComparing(FrozenPayload::payloadId))
                .collect(Collectors.toCollection(ArrayDeque::new));
        List<FrozenPayload> tooOld = toSend.stream()
                .filter(payload -> budget.isTooLate(payload, now))
                .toList();
        Course course = new Course(budget);
        List<FrozenPayload> first = course.take(queue, now);
        return new WhatFits(first, tooOld, course.waiting(queue));
    }

    /** What a run may try to send. What is too old is none of the budget's affair: whoever sends makes no request for it, and says so. */
    public Set<String> allowed() {
        return Stream.concat(now.stream(), tooOld.stream())
                .map(FrozenPayload::payloadId)
                .collect(Collectors.toSet());
    }

    /** Of a run that sends nothing more: what fits by now waits for the next, with the rest. */
    public Waiting waitingFrom(Instant at) {
        if (now.isEmpty()) {
            return waiting;
        }
        Step first = new Step(at.truncatedTo(ChronoUnit.SECONDS), events(now), now.size());
        return new Waiting(
                waiting.events() + first.events(),
                waiting.payloads() + first.payloads(),
                Stream.concat(Stream.of(first), waiting.steps().stream())
                        .limit(Waiting.MOST_STEPS)
                        .toList(),
                waiting.tooLate());
    }

    private static long events(Collection<FrozenPayload> payloads) {
        return payloads.stream().mapToLong(FrozenPayload::rows).sum();
    }

    /** The budget as it is used and comes back. */
    private static final class Course {
        private final DailyBudget budget;
        private final TreeMap<Instant, Long> back;
        private long left;
        private long tooLate;

        Course(DailyBudget budget) {
            this.budget = budget;
            back = new TreeMap<>(budget.spent().back());
            left = budget.events() - budget.spent().events();
        }

        List<FrozenPayload> take(Deque<FrozenPayload> queue, Instant at) {
            List<FrozenPayload> taken = new ArrayList<>();
            while (!queue.isEmpty()) {
                FrozenPayload oldest = queue.peek();
                if (budget.isTooLate(oldest, at)) {
                    tooLate += oldest.rows();
                } else if (oldest.rows() <= left) {
                    left -= oldest.rows();
                    back.merge(EventsSpent.comesBack(at), (long) oldest.rows(), Long::sum);
                    taken.add(oldest);
                } else {
                    break;
                }
                queue.remove();
            }
            return taken;
        }

        Waiting waiting(Deque<FrozenPayload> queue) {
            long events = events(queue);
            long payloads = queue.size();
            List<Step> steps = new ArrayList<>();
            while (!queue.isEmpty() && !back.isEmpty()) {
                Map.Entry<Instant, Long> next = back.pollFirstEntry();
                left += next.getValue();
                List<FrozenPayload> taken = take(queue, next.getKey());
                if (!taken.isEmpty() && steps.size() < Waiting.MOST_STEPS) {
                    steps.add(new Step(next.getKey(), events(taken), taken.size()));
                }
            }
            return new Waiting(events, payloads, steps, tooLate);
        }
    }
}
