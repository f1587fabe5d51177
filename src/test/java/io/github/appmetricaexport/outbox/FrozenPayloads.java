package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.IdentifierKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Parts of an outbox for tests, all alike but for what a test is about. */
public final class FrozenPayloads {
    public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private FrozenPayloads() {}

    /** A payload of 10 events. */
    public static FrozenPayload payload(String id) {
        return payload(id, "", new FrozenPayload.Content(10, 100, "00", 0, 1));
    }

    /** @param parent the payload it was split from, or empty */
    public static FrozenPayload payload(String id, String parent, FrozenPayload.Content content) {
        return new FrozenPayload(
                new FrozenPayload.Name(id, parent, id + ".csv"),
                new FrozenPayload.Owner("1111", IdentifierKind.PROFILE_ID),
                content);
    }

    /** A claim whose lease ends that many seconds after {@link #NOW}. */
    public static Claim claim(String id, int attempt, int leaseSeconds) {
        return claim(id, attempt, new Claim.Lease(NOW, NOW.plusSeconds(leaseSeconds)));
    }

    public static Claim claim(String id, int attempt, Claim.Lease lease) {
        return new Claim(new AttemptId(id, attempt), new Claim.Sender("1111", 1, "host", "task", "token"), lease);
    }

    public static Receipt receipt(String id, int attempt, AttemptOutcome outcome, int status, String error) {
        return new Receipt(
                new AttemptId(id, attempt),
                new Receipt.Result(outcome, status, "the answer", error),
                new Receipt.Request(100, NOW, NOW.plusMillis(250), 250, "0a1b2c3d", 3));
    }

    /** A payload that nobody has claimed yet. */
    public static PayloadHistory untouched(FrozenPayload payload) {
        return new PayloadHistory(payload, new TreeMap<>(), new TreeMap<>(), List.of(), Optional.empty());
    }

    public static Manifest manifest(List<FrozenPayload> payloads) {
        return Manifest.draft(
                        new Manifest.Identity(Manifest.Identity.FORMAT, "job", "2026-11-22", "job-2026-11-22-1", NOW),
                        new Manifest.Origin("1", "3.5.5", "app", "plan", "rows", "config"),
                        new Manifest.Source("source", "fingerprint", 10),
                        List.of("application_id"),
                        "x")
                .freezing(payloads, 10, 0, Map.of(), List.of());
    }
}
