package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.sandbox.SampleEvent.Device;
import io.github.appmetricaexport.sandbox.SampleEvent.Network;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A day of plausible offline events: a pure function from a row's number to the row.
 *
 * @param date the day, UTC, in which all good events happen
 * @param badShare of the rows that are bad, 0 to 1
 * @param applications the first has most of the events
 */
public record SampleEvents(long seed, LocalDate date, double badShare, List<Integer> applications)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final long BAD_ROLL = -2;
    private static final long BAD_KIND_ROLL = -3;
    private static final double LOGIN_SHARE = 0.08;
    private static final double USER_SHARE = 0.6;
    private static final double LEGACY_SHARE = 0.03;
    private static final double ODD_NAME_SHARE = 0.02;
    /** Events by hour of the day, out of 1,000: quiet at night, most in the evening. */
    private static final int[] HOURS = {
        18, 11, 7, 5, 5, 8, 17, 30, 42, 46, 48, 50, 54, 53, 50, 49, 51, 56, 63, 71, 79, 78, 65, 44
    };

    public SampleEvents {
        applications = List.copyOf(applications);
        if (applications.isEmpty() || applications.stream().anyMatch(application -> application < 1)) {
            throw new IllegalArgumentException("give at least one application, each a number above 0");
        }
        if (!(badShare >= 0 && badShare <= 1)) {
            throw new IllegalArgumentException("the share of bad rows is 0 to 1");
        }
    }

    /** What is wrong with a row of that number, on purpose. */
    public static Optional<BadKind> bad(long seed, long row, double badShare) {
        if (Dice.unit(seed, row, BAD_ROLL) >= badShare) {
            return Optional.empty();
        }
        BadKind[] kinds = BadKind.values();
        return Optional.of(kinds[Dice.below(kinds.length, seed, row, BAD_KIND_ROLL)]);
    }

    /** The row of that number, counted from 0. */
    public SampleEvent row(long number) {
        Draw draw = new Draw(seed, number);
        SampleActions action = SampleActions.choose(draw);
        boolean legacy = draw.chance(LEGACY_SHARE);
        double who = draw.unit();
        String system = draw.skewed("android", "android", "ios", "windows");
        SampleEvent event = new SampleEvent(
                application(draw),
                who >= LOGIN_SHARE && who < LOGIN_SHARE + USER_SHARE ? 1_000_000L + draw.below(5_000_000) : null,
                who < LOGIN_SHARE ? login(draw) : null,
                who >= LOGIN_SHARE + USER_SHARE ? Long.toUnsignedString(draw.bits()) : null,
                draw.chance(ODD_NAME_SHARE) ? SampleText.oddName(draw) : action.label(),
                at(draw),
                legacy ? null : action.params(draw),
                legacy ? legacyParams(draw) : null,
                draw.skewed("background", "foreground", null),
                device(system, draw),
                network(draw),
                bad(seed, number, badShare));
        return event.bad().isEmpty() ? event : Spoiler.spoil(event, draw);
    }

    /** 80 % for the first of three, then 15 and 5; 80 % of what is left for each in general. */
    private int application(Draw draw) {
        double unit = draw.unit();
        double left = 0.2;
        for (int i = 0; i < applications.size() - 1; i++) {
            if (unit >= left) {
                return applications.get(i);
            }
            left /= 4;
        }
        return applications.get(applications.size() - 1);
    }

    private static String login(Draw draw) {
        return draw.of("player", "игрок", "joueur-é", "lucky \"7\"", "משתמש") + "-" + draw.below(200_000);
    }

    private Instant at(Draw draw) {
        int left = draw.below(1000);
        int hour = 0;
        while (left >= HOURS[hour]) {
            left -= HOURS[hour++];
        }
        Instant start = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        return start.plusSeconds(hour * 3600L + draw.below(3600)).plusNanos(draw.below(1_000_000) * 1000L);
    }

    /** Written by hand once: spaces, a key that stands twice, numbers as text. */
    private static String legacyParams(Draw draw) {
        int value = draw.below(100);
        return switch (draw.below(4)) {
            case 0 -> "{\"level\":" + value + "}";
            case 1 -> "{ \"level\" : " + value + ", \"level\" : " + (value + 1) + " }";
            case 2 -> "{\"source\":\"касса №" + value + "\",\"ok\":true,\"sum\":\"1,50\"}";
            default -> "{\"a\":{\"b\":{\"c\":[1,2,{\"d\":null}]}},\"text\":\"\\\"quoted\\\"\\r\\n\\u263a\"}";
        };
    }

    private static Device device(String system, Draw draw) {
        boolean apple = system.equals("ios");
        String aid = new UUID(draw.bits(), draw.bits()).toString();
        return new Device(
                system,
                (8 + draw.below(8)) + "." + draw.below(4),
                apple ? "Apple" : draw.skewed("Samsung", "Xiaomi", "Huawei", "Inventé & fils", null),
                apple
                        ? draw.skewed("iPhone 13", "iPhone SE", "iPad")
                        : draw.skewed("Galaxy S21, Ultra", "Redmi Note 10", "Tab 8\"", null),
                draw.skewed("phone", "phone", "tablet", "tv", "unknown", null),
                draw.skewed("ru_RU", "en_US", "kk_KZ", "he_IL", "zh_CN"),
                "4." + draw.below(20) + "." + draw.below(5),
                "com.example.invented",
                system.equals("android") ? aid : null,
                apple ? aid.toUpperCase(Locale.ROOT) : null);
    }

    private static Network network(Draw draw) {
        String connection = draw.skewed("wifi", "cell", "unknown", null);
        boolean mobile = "cell".equals(connection);
        // Addresses of the ranges for documentation.
        String ip = draw.skewed(
                "2001:db8::" + Integer.toHexString(draw.below(65_536)) + ":" + Integer.toHexString(draw.below(65_536)),
                "::ffff:192.0.2." + draw.below(256),
                null);
        return new Network(
                connection,
                mobile ? draw.skewed("Invented Mobile", "Оператор «Пример»", "") : null,
                mobile ? draw.skewed("250", "401", "999") : null,
                mobile ? draw.skewed("01", "2", "99") : null,
                ip);
    }
}
