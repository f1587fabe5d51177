package io.github.appmetricaexport.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.upload.SimulatedUpload.Reply;
import io.github.appmetricaexport.upload.SimulatedUpload.Seen;
import io.github.appmetricaexport.upload.SimulatedUpload.Server;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The limit together with the shared pause, against simulated servers in virtual time. Ranges are those of the server (its
 * requests, its refusals) and of the limit.
 */
class ConcurrencyLimitTest {
    private static final double MINUTE = 60;
    private static final double HOUR = 3_600;

    /** As long for a hundred as for one. */
    private static final Server FLAT = (n, second, bytes, random) -> Reply.accepted(200);

    /** Serves so many at a time; more wait for each other. */
    private static Server knee(int at) {
        return (n, second, bytes, random) -> Reply.accepted(200 * Math.max(1.0, n / (double) at));
    }

    private static Server refusingAbove(int most) {
        return (n, second, bytes, random) -> n > most ? Reply.refused(20) : Reply.accepted(200);
    }

    @Test
    void beginsWithOneRequestAndDoublesWithEachRoundTrip() {
        SimulatedUpload upload = new SimulatedUpload(FLAT, 64);
        assertThat(upload.run(0.19).mostInFlight()).isEqualTo(1);
        assertThat(upload.run(0.2).mostInFlight()).isEqualTo(2);
        assertThat(upload.run(0.2).mostInFlight()).isEqualTo(4);
        assertThat(upload.run(0.2).mostInFlight()).isEqualTo(8);
    }

    @Test
    void usesAllItMayOfAServerThatDoesNotMind() {
        SimulatedUpload upload = new SimulatedUpload(FLAT, 8);
        upload.run(2);
        Seen seen = upload.run(MINUTE);
        assertThat(seen.meanInFlight()).isGreaterThan(7.9);
        assertThat(seen.meanLimit()).isGreaterThan(7.9);
        assertThat(seen.mostInFlight()).isEqualTo(8);
    }

    @Test
    void takesNoTenthMoreThanRequestsTimesLatencyByRequestsInFlight() {
        assertThat(new SimulatedUpload(FLAT, 8).secondsToAccept(400)).isBetween(10.0, 11.0);
        assertThat(new SimulatedUpload(FLAT, 100).secondsToAccept(10_000)).isBetween(20.0, 22.0);
    }

    @Test
    void neverHasMoreThanItsCeiling() {
        Seen seen = new SimulatedUpload(FLAT, 1).run(HOUR);
        assertThat(seen.mostInFlight()).isEqualTo(1);
        assertThat(seen.meanLimit()).isLessThan(1.01);
    }

    @Test
    void executorsTogetherHaveTheSumOfTheirCeilings() {
        Seen seen = new SimulatedUpload(FLAT, 3, 3, 2).run(MINUTE);
        assertThat(seen.mostInFlight()).isEqualTo(8);
        assertThat(seen.meanInFlight()).isGreaterThan(7.5);
    }

    @Test
    void staysNearTheKneeOfAServerThatServesFourAtATime() {
        SimulatedUpload upload = new SimulatedUpload(knee(4), 64);
        upload.run(MINUTE);
        Seen seen = upload.run(HOUR);
        assertThat(seen.meanInFlight()).isBetween(4.0, 10.0);
        assertThat(seen.meanLimit()).isBetween(4.0, 10.0);
        assertThat(seen.acceptedPerSecond()).as("of 20").isGreaterThan(18);
    }

    @Test
    void staysNearTheKneeOfAServerThatServesTwentyAtATime() {
        SimulatedUpload upload = new SimulatedUpload(knee(20), 200);
        upload.run(MINUTE);
        Seen seen = upload.run(HOUR);
        assertThat(seen.meanInFlight()).isBetween(20.0, 50.0);
        assertThat(seen.meanLimit()).isBetween(20.0, 50.0);
        assertThat(seen.acceptedPerSecond()).as("of 100").isGreaterThan(90);
    }

    @Test
    void staysBelowAHardLimitThatRefuses() {
        SimulatedUpload upload = new SimulatedUpload(refusingAbove(5), 32);
        upload.run(MINUTE);
        Seen seen = upload.run(HOUR);
        assertThat(seen.mostInFlight()).isLessThanOrEqualTo(6);
        assertThat(seen.meanInFlight()).isBetween(3.5, 5.0);
        assertThat(seen.meanLimit()).isBetween(3.5, 6.0);
        assertThat(seen.refused()).as("of " + seen.accepted()).isLessThan(seen.accepted() / 100);
    }

    @Test
    void staysBelowAHigherHardLimitThatRefuses() {
        SimulatedUpload upload = new SimulatedUpload(refusingAbove(20), 100);
        upload.run(MINUTE);
        Seen seen = upload.run(HOUR);
        assertThat(seen.mostInFlight()).isLessThanOrEqualTo(22);
        assertThat(seen.meanInFlight()).isBetween(13.0, 20.0);
        assertThat(seen.refused()).isLessThan(seen.accepted() / 100);
    }

    /** Each lost answer is a payload in doubt: what was learned must last. */
    @Test
    void losesFewAnswersToAHardLimitThatIsSilent() {
        Server silent = (n, second, bytes, random) -> n > 6 ? Reply.silence() : Reply.accepted(200);
        SimulatedUpload upload = new SimulatedUpload(silent, 8);
        assertThat(upload.run(10 * MINUTE).lost()).isBetween(1L, 8L);
        Seen seen = upload.run(HOUR);
        assertThat(seen.lost()).isLessThanOrEqualTo(12);
        assertThat(seen.meanLimit()).isBetween(3.0, 7.0);
        assertThat(seen.accepted()).isGreaterThan(30_000);
    }

    @Test
    void keepsToARateThatRefuses() {
        RateLimit rate = new RateLimit(10);
        SimulatedUpload upload = new SimulatedUpload(
                (n, second, bytes, random) -> rate.allows(second) ? Reply.accepted(200) : Reply.refused(20), 32);
        upload.run(MINUTE);
        Seen seen = upload.run(HOUR);
        assertThat(seen.acceptedPerSecond()).isBetween(6.0, 10.1);
        assertThat(seen.meanLimit()).isBetween(1.0, 5.0);
        assertThat(seen.refused()).isLessThan(seen.accepted() / 20);
    }

    @Test
    void keepsToARateThatSaysHowLongToWait() {
        RateLimit rate = new RateLimit(10);
        Reply wait = new Reply(AttemptOutcome.REFUSED_FOR_NOW, 20, Duration.ofSeconds(1));
        SimulatedUpload upload =
                new SimulatedUpload((n, second, bytes, random) -> rate.allows(second) ? Reply.accepted(200) : wait, 32);
        upload.run(MINUTE);
        Seen seen = upload.run(HOUR);
        assertThat(seen.acceptedPerSecond()).isBetween(6.0, 10.1);
        assertThat(seen.refused()).isLessThan(seen.accepted() / 20);
    }

    @Test
    void isBackWithinSecondsAfterAnOutage() {
        Server down =
                (n, second, bytes, random) -> second > 30 && second < 150 ? Reply.unreachable() : Reply.accepted(200);
        SimulatedUpload upload = new SimulatedUpload(down, 16);
        assertThat(upload.run(30).meanInFlight()).isGreaterThan(14);
        assertThat(upload.run(120).mostInFlight())
                .as("those under way when it began")
                .isLessThanOrEqualTo(16);
        double backOff = upload.secondsToAccept(1);
        assertThat(backOff).as("the longest back-off").isLessThan(121);
        upload.run(2);
        assertThat(upload.run(10).meanInFlight()).isGreaterThan(15.5);
    }

    @Test
    void asksWithOneRequestAtATimeDuringAnOutage() {
        Server down = (n, second, bytes, random) -> second > 30 ? Reply.refused(5) : Reply.accepted(200);
        SimulatedUpload upload = new SimulatedUpload(down, 16);
        upload.run(31);
        Seen seen = upload.run(10 * MINUTE);
        assertThat(seen.mostInFlight()).isEqualTo(1);
        assertThat(seen.meanLimit()).isLessThan(1.5);
    }

    @Test
    void getsUsedToAServerThatHasBecomeSlowForReasonsOfItsOwn() {
        Server slower = (n, second, bytes, random) -> Reply.accepted(second < 60 ? 200 : 1_000);
        SimulatedUpload upload = new SimulatedUpload(slower, 16);
        upload.run(60);
        assertThat(upload.run(MINUTE).meanLimit()).isLessThan(14);
        upload.run(4 * MINUTE);
        assertThat(upload.run(10 * MINUTE).meanInFlight()).isGreaterThan(15);
    }

    @Test
    void doesNotMistakeScatterForSlowness() {
        Server scattered = (n, second, bytes, random) -> Reply.accepted(50 + 450 * random.nextDouble());
        SimulatedUpload upload = new SimulatedUpload(scattered, 16);
        upload.run(MINUTE);
        assertThat(upload.run(HOUR).meanInFlight()).isGreaterThan(13);
    }

    @Test
    void doesNotMistakeALongTailForSlowness() {
        Server tailed = (n, second, bytes, random) -> Reply.accepted(100 - 100 * Math.log(1 - random.nextDouble()));
        SimulatedUpload upload = new SimulatedUpload(tailed, 16);
        upload.run(MINUTE);
        assertThat(upload.run(HOUR).meanInFlight()).isGreaterThan(13);
    }

    @Test
    void doesNotMistakeLargePayloadsForSlowness() {
        Server byTheByte = (n, second, bytes, random) -> Reply.accepted(20 + bytes / 20_000.0);
        SimulatedUpload upload = SimulatedUpload.ofSizes(byTheByte, 100_000, 16_000_000, 16);
        upload.run(MINUTE);
        assertThat(upload.run(HOUR).meanInFlight()).isGreaterThan(13);
    }

    @Test
    void doesNotMistakeLargePayloadsAfterSmallOnesForSlowness() {
        ConcurrencyLimit limit = new ConcurrencyLimit(8);
        for (int i = 0; i < 20; i++) {
            limit.ended(limit.begin(limit.limit()), AttemptOutcome.ACCEPTED, 1_000_000, Duration.ofMillis(100));
        }
        assertThat(limit.limit()).isEqualTo(8);
        for (int i = 0; i < 20; i++) {
            limit.ended(limit.begin(8), AttemptOutcome.ACCEPTED, 16_000_000, Duration.ofMillis(1_600));
        }
        assertThat(limit.limit()).isEqualTo(8);
        for (int i = 0; i < 20; i++) {
            limit.ended(limit.begin(8), AttemptOutcome.ACCEPTED, 1_000_000, Duration.ofMillis(1_600));
        }
        assertThat(limit.limit()).isLessThan(8);
    }

    @Test
    void followsAServerThatTakesFewerForAWhile() {
        Server busy = (n, second, bytes, random) ->
                n > (second > 60 && second < 660 ? 4 : 16) ? Reply.refused(20) : Reply.accepted(200);
        SimulatedUpload upload = new SimulatedUpload(busy, 16);
        assertThat(upload.run(60).meanInFlight()).isGreaterThan(14);
        upload.run(60);
        assertThat(upload.run(9 * MINUTE).meanInFlight()).isBetween(2.5, 4.0);
        upload.run(3 * MINUTE);
        assertThat(upload.run(MINUTE).meanInFlight()).isGreaterThan(14);
    }

    @Test
    void sharesAServerWithAnotherExecutor() {
        SimulatedUpload upload = new SimulatedUpload(refusingAbove(8), 16, 16);
        upload.run(MINUTE);
        Seen seen = upload.run(HOUR);
        assertThat(seen.meanInFlight()).isBetween(5.0, 8.0);
        assertThat(seen.refused()).isLessThan(seen.accepted() / 50);
    }

    @Test
    void shrugsOffARefusalNowAndThen() {
        Server moody =
                (n, second, bytes, random) -> random.nextDouble() < 0.002 ? Reply.refused(20) : Reply.accepted(200);
        SimulatedUpload upload = new SimulatedUpload(moody, 8);
        upload.run(MINUTE);
        assertThat(upload.run(HOUR).meanInFlight()).isGreaterThan(5);
    }

    /** So many a second, and a second's worth at once. */
    private static final class RateLimit {
        private final double perSecond;
        private double tokens;
        private double filledAt;

        RateLimit(double perSecond) {
            this.perSecond = perSecond;
            tokens = perSecond;
        }

        boolean allows(double second) {
            tokens = Math.min(perSecond, tokens + (second - filledAt) * perSecond);
            filledAt = second;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
