package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.sandbox.SampleEvent.Device;
import io.github.appmetricaexport.sandbox.SampleEvent.Network;
import io.github.appmetricaexport.sandbox.SampleEvent.Params;
import java.time.Duration;
import java.time.Instant;

/** Makes a good sample row bad in exactly one way: the row's values, of which one is changed. */
final class Spoiler {
    private final SampleEvent event;
    private int application;
    private Long userId;
    private String login;
    private String deviceHash;
    private String action;
    private Instant at;
    private Params params;
    private String rawParams;
    private String session;
    private Device device;
    private Network network;

    private Spoiler(SampleEvent event) {
        this.event = event;
        application = event.application();
        userId = event.userId();
        login = event.login();
        deviceHash = event.deviceHash();
        action = event.action();
        at = event.at();
        params = event.params();
        rawParams = event.rawParams();
        session = event.session();
        device = event.device();
        network = event.network();
    }

    static SampleEvent spoil(SampleEvent event, Draw draw) {
        Spoiler spoiler = new Spoiler(event);
        spoiler.spoil(draw);
        return spoiler.spoilt();
    }

    private void spoil(Draw draw) {
        switch (event.bad().orElseThrow()) {
            case MISSING_NAME -> action = null;
            case BLANK_NAME -> action = "   ";
            case LONG_NAME -> action = "long name ".repeat(101);
            case NO_IDENTIFIER -> identify(null, null, null);
            case BOTH_IDENTIFIERS -> identify(4_242L, null, "9223372036854775808");
            case LONG_PROFILE_ID -> identify(null, "x".repeat(201 + draw.below(50)), null);
            case NEGATIVE_DEVICE_HASH -> identify(null, null, "-" + (1 + draw.below(1_000_000)));
            case FRACTIONAL_DEVICE_HASH -> identify(null, null, "1.5");
            case DEVICE_HASH_OVER_64_BITS -> identify(null, null, "18446744073709551616");
            case DEVICE_ID_FOR_HASH -> identify(null, null, String.format("%016x%016x", draw.bits(), draw.bits()));
            case MILLISECONDS_FOR_SECONDS -> at = Instant.ofEpochSecond(at.toEpochMilli());
            case THIRTY_DAYS_OLD -> at = at.minus(Duration.ofDays(30));
            case TEN_YEARS_AHEAD -> at = at.plus(Duration.ofDays(3652));
            case PARAMS_NOT_JSON -> legacy("level=5; item=sword");
            case PARAMS_A_JSON_ARRAY -> legacy("[{\"level\":5}]");
            case UNKNOWN_OS -> device = device.withOs("symbian");
            case UNKNOWN_SESSION -> session = "sleeping";
            case MCC_NOT_A_NUMBER -> connect("abc", network.ip());
            case PLAIN_IPV4 -> connect(network.mcc(), "192.0.2." + draw.below(256));
            case APPLICATION_ZERO -> application = 0;
            default -> throw new IllegalStateException(event.bad().toString());
        }
    }

    private void identify(Long number, String name, String hash) {
        userId = number;
        login = name;
        deviceHash = hash;
    }

    private void legacy(String json) {
        params = null;
        rawParams = json;
    }

    private void connect(String mcc, String ip) {
        network = new Network(network.connection(), network.carrier(), mcc, network.mnc(), ip);
    }

    private SampleEvent spoilt() {
        return new SampleEvent(
                application,
                userId,
                login,
                deviceHash,
                action,
                at,
                params,
                rawParams,
                session,
                device,
                network,
                event.bad());
    }
}
