package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.sandbox.SampleEvent.Network;
import java.time.Duration;
import java.time.Instant;

/** Makes a good sample row bad in exactly one way. */
final class Spoiler {
    private Spoiler() {}

    static SampleEvent spoil(SampleEvent event, Draw draw) {
        return switch (event.bad().orElseThrow()) {
            case MISSING_NAME -> named(event, null);
            case BLANK_NAME -> named(event, "   ");
            case LONG_NAME -> named(event, "long name ".repeat(101));
            case NO_IDENTIFIER -> identified(event, null, null, null);
            case BOTH_IDENTIFIERS -> identified(event, 4_242L, null, "9223372036854775808");
            case LONG_PROFILE_ID -> identified(event, null, "x".repeat(201 + draw.below(50)), null);
            case NEGATIVE_DEVICE_HASH -> identified(event, null, null, "-" + (1 + draw.below(1_000_000)));
            case FRACTIONAL_DEVICE_HASH -> identified(event, null, null, "1.5");
            case DEVICE_HASH_OVER_64_BITS -> identified(event, null, null, "18446744073709551616");
            case DEVICE_ID_FOR_HASH ->
                identified(event, null, null, String.format("%016x%016x", draw.bits(), draw.bits()));
            case MILLISECONDS_FOR_SECONDS ->
                at(event, Instant.ofEpochSecond(event.at().toEpochMilli()));
            case THIRTY_DAYS_OLD -> at(event, event.at().minus(Duration.ofDays(30)));
            case TEN_YEARS_AHEAD -> at(event, event.at().plus(Duration.ofDays(3652)));
            case PARAMS_NOT_JSON -> withParams(event, "level=5; item=sword");
            case PARAMS_A_JSON_ARRAY -> withParams(event, "[{\"level\":5}]");
            case UNKNOWN_OS -> withOs(event, "symbian");
            case UNKNOWN_SESSION -> inSession(event, "sleeping");
            case MCC_NOT_A_NUMBER -> on(event, "abc", event.network().ip());
            case PLAIN_IPV4 -> on(event, event.network().mcc(), "192.0.2." + draw.below(256));
            case APPLICATION_ZERO -> inApplication(event, 0);
        };
    }

    private static SampleEvent named(SampleEvent e, String action) {
        return new SampleEvent(
                e.application(),
                e.userId(),
                e.login(),
                e.deviceHash(),
                action,
                e.at(),
                e.params(),
                e.rawParams(),
                e.session(),
                e.device(),
                e.network(),
                e.bad());
    }

    private static SampleEvent identified(SampleEvent e, Long userId, String login, String deviceHash) {
        return new SampleEvent(
                e.application(),
                userId,
                login,
                deviceHash,
                e.action(),
                e.at(),
                e.params(),
                e.rawParams(),
                e.session(),
                e.device(),
                e.network(),
                e.bad());
    }

    private static SampleEvent at(SampleEvent e, Instant at) {
        return new SampleEvent(
                e.application(),
                e.userId(),
                e.login(),
                e.deviceHash(),
                e.action(),
                at,
                e.params(),
                e.rawParams(),
                e.session(),
                e.device(),
                e.network(),
                e.bad());
    }

    private static SampleEvent withParams(SampleEvent e, String rawParams) {
        return new SampleEvent(
                e.application(),
                e.userId(),
                e.login(),
                e.deviceHash(),
                e.action(),
                e.at(),
                null,
                rawParams,
                e.session(),
                e.device(),
                e.network(),
                e.bad());
    }

    private static SampleEvent inSession(SampleEvent e, String session) {
        return new SampleEvent(
                e.application(),
                e.userId(),
                e.login(),
                e.deviceHash(),
                e.action(),
                e.at(),
                e.params(),
                e.rawParams(),
                session,
                e.device(),
                e.network(),
                e.bad());
    }

    private static SampleEvent withOs(SampleEvent e, String os) {
        return new SampleEvent(
                e.application(),
                e.userId(),
                e.login(),
                e.deviceHash(),
                e.action(),
                e.at(),
                e.params(),
                e.rawParams(),
                e.session(),
                e.device().withOs(os),
                e.network(),
                e.bad());
    }

    private static SampleEvent on(SampleEvent e, String mcc, String ip) {
        Network n = e.network();
        Network other = new Network(n.connection(), n.carrier(), mcc, n.mnc(), ip);
        return new SampleEvent(
                e.application(),
                e.userId(),
                e.login(),
                e.deviceHash(),
                e.action(),
                e.at(),
                e.params(),
                e.rawParams(),
                e.session(),
                e.device(),
                other,
                e.bad());
    }

    private static SampleEvent inApplication(SampleEvent e, int application) {
        return new SampleEvent(
                application,
                e.userId(),
                e.login(),
                e.deviceHash(),
                e.action(),
                e.at(),
                e.params(),
                e.rawParams(),
                e.session(),
                e.device(),
                e.network(),
                e.bad());
    }
}
