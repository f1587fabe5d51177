package io.github.appmetricaexport.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the sandbox's Logs API behaves.
 *
 * @param tokens the OAuth token of each application; one token may open several. Another is answered 401, one of other
 *     applications 403
 * @param zone of the dates in a query and in an answer, as if it were the application's own
 * @param outage when the API is disabled: its status says so, and no file becomes ready
 * @param faults what goes wrong with an export; exports are counted from 1, apart from imports. The seed draws everything
 *     else that is left to chance
 */
public record LogsApiSwitches(
        KeyRing tokens,
        ZoneId zone,
        Preparation preparation,
        Visibility visibility,
        Optional<Outage> outage,
        FaultPlan faults) {
    /**
     * What a client must do until it has a file.
     *
     * @param waits how often an export is answered 202 before its file is ready; 0: at once
     * @param queue exports of one application that may be in preparation; one more is answered 429
     * @param maxRows events in one file; more are answered 400
     */
    public record Preparation(int waits, int queue, long maxRows) {
        /** For {@code maxRows}: no file is too large. Where the real API draws the line is unknown. */
        public static final long UNLIMITED = Long.MAX_VALUE;

        /** One wait, the documented queue, files of any size. */
        public static final Preparation DEFAULT = new Preparation(1, 3, UNLIMITED);

        public Preparation {
            if (waits < 0 || queue < 1 || maxRows < 1) {
                throw new IllegalArgumentException("waits are at least 0, queue and rows at least 1");
            }
        }
    }

    /**
     * Which events an export shows.
     *
     * @param delay from when an event was applied to when it becomes visible
     * @param spread how much later than that an event may become visible, drawn for each
     * @param strangers identifiers that no SDK ever sent: their events are taken and never become visible
     * @param lookAlikes the share of events whose equal an SDK has sent too, with the same identifier, name and time and
     *     without {@code event_json}; visible from the moment on at which the other is applied
     * @param unavailable the share of events on shards that cannot be reached: missing for who skips those, while all
     *     others wait until there is none
     * @param sdkEvents a CSV file, in the form of an import, of events that an SDK has sent; visible at once, read anew for
     *     each export; none while there is no such file
     */
    public record Visibility(
            Duration delay,
            Duration spread,
            Optional<Pattern> strangers,
            double lookAlikes,
            double unavailable,
            Optional<Path> sdkEvents) {
        /** What is applied is visible at once, and nothing else. */
        public static final Visibility DEFAULT =
                new Visibility(Duration.ZERO, Duration.ZERO, Optional.empty(), 0, 0, Optional.empty());

        public Visibility {
            if (delay.isNegative() || spread.isNegative()) {
                throw new IllegalArgumentException("an event becomes visible when it is applied, or later");
            }
            if (!(lookAlikes >= 0 && lookAlikes <= 1 && unavailable >= 0 && unavailable <= 1)) {
                throw new IllegalArgumentException("the shares of look-alikes and of what is unavailable are 0 to 1");
            }
        }

        public Visibility withDelay(Duration other) {
            return new Visibility(other, spread, strangers, lookAlikes, unavailable, sdkEvents);
        }

        public Visibility withSpread(Duration other) {
            return new Visibility(delay, other, strangers, lookAlikes, unavailable, sdkEvents);
        }

        public Visibility withStrangers(String identifiers) {
            Optional<Pattern> other = Optional.of(Pattern.compile(identifiers));
            return new Visibility(delay, spread, other, lookAlikes, unavailable, sdkEvents);
        }

        public Visibility withLookAlikes(double share) {
            return new Visibility(delay, spread, strangers, share, unavailable, sdkEvents);
        }

        public Visibility withUnavailable(double share) {
            return new Visibility(delay, spread, strangers, lookAlikes, share, sdkEvents);
        }

        public Visibility withSdkEvents(Path file) {
            return new Visibility(delay, spread, strangers, lookAlikes, unavailable, Optional.of(file));
        }
    }

    /** A time by the sandbox's clock. */
    public record Outage(Instant from, Instant until) {
        boolean includes(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    /** Nobody may read. */
    public static final LogsApiSwitches DEFAULT = of(Map.of());

    /**
     * The defaults for these tokens by application; the zone is three hours off UTC, so that a client notices that it has
     * one.
     */
    public static LogsApiSwitches of(Map<Integer, String> tokenOfApplication) {
        return new LogsApiSwitches(
                new KeyRing(tokenOfApplication),
                ZoneOffset.ofHours(3),
                Preparation.DEFAULT,
                Visibility.DEFAULT,
                Optional.empty(),
                FaultPlan.NONE);
    }

    public LogsApiSwitches withZone(ZoneId other) {
        return new LogsApiSwitches(tokens, other, preparation, visibility, outage, faults);
    }

    public LogsApiSwitches withPreparation(Preparation other) {
        return new LogsApiSwitches(tokens, zone, other, visibility, outage, faults);
    }

    public LogsApiSwitches withVisibility(Visibility other) {
        return new LogsApiSwitches(tokens, zone, preparation, other, outage, faults);
    }

    public LogsApiSwitches withOutage(Instant from, Instant until) {
        return new LogsApiSwitches(tokens, zone, preparation, visibility, Optional.of(new Outage(from, until)), faults);
    }

    public LogsApiSwitches withFaults(FaultPlan others) {
        return new LogsApiSwitches(tokens, zone, preparation, visibility, outage, others);
    }

    boolean isOut(Instant now) {
        return outage.filter(time -> time.includes(now)).isPresent();
    }
}
