package io.github.appmetricaexport.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One row of the sample day, as a shop's or a game's backend might keep it: with its own names, not the API's.
 *
 * <p>Everything but {@code application}, {@code at} and {@code bad} may be null, as in the table.
 *
 * @param userId the account's number
 * @param login the account's name, for accounts older than numbers
 * @param deviceHash an unsigned 64-bit decimal number as text, for events of nobody who is logged in
 * @param params what came with the event; null for legacy events
 * @param rawParams the same of legacy events, as JSON text
 * @param bad what is wrong with the row, on purpose
 */
public record SampleEvent(
        int application,
        Long userId,
        String login,
        String deviceHash,
        String action,
        Instant at,
        Params params,
        String rawParams,
        String session,
        Device device,
        Network network,
        Optional<BadKind> bad) {

    /** The event's own parameters; each event name sets some of them. */
    public record Params(
            Integer level,
            String item,
            Double amount,
            String currency,
            List<String> tags,
            String note,
            String query,
            Screen screen) {}

    /** Where in the application it happened. */
    public record Screen(String name, int position) {}

    /** What it happened on. */
    public record Device(
            String os,
            String osVersion,
            String manufacturer,
            String model,
            String deviceType,
            String locale,
            String appVersion,
            String packageName,
            String googleAid,
            String iosIfa) {
        Device withOs(String other) {
            return new Device(
                    other,
                    osVersion,
                    manufacturer,
                    model,
                    deviceType,
                    locale,
                    appVersion,
                    packageName,
                    googleAid,
                    iosIfa);
        }
    }

    /** How it was connected; the codes are text, as such tables have them. */
    public record Network(String connection, String carrier, String mcc, String mnc, String ip) {}
}
