package io.github.appmetricaexport.sandbox;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** What is wrong with the row of that number, on purpose. */
    public Optional<BadKind> bad(long row) {
        if (Dice.unit(seed, row, BAD_ROLL) >= badShare) {
            return Optional.empty();
        }
        BadKind[] kinds = BadKind.values();
        return Optional.of(kinds[(int) (Dice.unit(seed, row, BAD_KIND_ROLL) * kinds.length)]);
    }

    /**
     * The row of that number, counted from 0, as a shop's or a game's backend might keep it: with its own names, not
     * the API's.
     *
     * @return values by the table's column; null or absent where there is none
     */
    public Map<String, Object> row(long number) {
        Dice dice = new Dice(seed, number);
        SampleActions action = dice.skewed(SampleActions.values());
        boolean legacy = dice.chance(LEGACY_SHARE);
        double who = dice.unit();
        String system = dice.skewed("android", "android", "ios", "windows");
        Map<String, Object> values = new HashMap<>();
        values.put("application", application(dice));
        if (who < LOGIN_SHARE) {
            values.put("login", login(dice));
        } else if (who < LOGIN_SHARE + USER_SHARE) {
            values.put("user_id", 1_000_000L + dice.below(5_000_000));
        } else {
            values.put("device_hash", Long.toUnsignedString(dice.bits()));
        }
        values.put("action", dice.chance(ODD_NAME_SHARE) ? SampleText.oddName(dice) : action.label());
        values.put("at", at(dice));
        values.put(legacy ? "raw_params" : "params", legacy ? legacyParams(dice) : action.params(dice));
        values.put("session", dice.skewed("background", "foreground", null));
        putDevice(system, dice, values);
        putNetwork(dice, values);
        bad(number).ifPresent(kind -> kind.spoil(values, dice));
        return values;
    }

    /** 80 % for the first of three, then 15 and 5; 80 % of what is left for each in general. */
    private int application(Dice dice) {
        double unit = dice.unit();
        double left = 0.2;
        for (int i = 0; i < applications.size() - 1; i++) {
            if (unit >= left) {
                return applications.get(i);
            }
            left /= 4;
        }
        return applications.get(applications.size() - 1);
    }

    private static String login(Dice dice) {
        return dice.of("player", "игрок", "joueur-é", "lucky \"7\"", "משתמש") + "-" + dice.below(200_000);
    }

    private Instant at(Dice dice) {
        int left = dice.below(1000);
        int hour = 0;
        while (left >= HOURS[hour]) {
            left -= HOURS[hour++];
        }
        Instant start = date.atStartOfDay(ZoneOffset.UTC).toInstant();
        return start.plusSeconds(hour * 3600L + dice.below(3600)).plusNanos(dice.below(1_000_000) * 1000L);
    }

    /** Written by hand once: spaces, a key that stands twice, numbers as text. */
    private static String legacyParams(Dice dice) {
        int value = dice.below(100);
        return switch (dice.below(4)) {
            case 0 -> "{\"level\":" + value + "}";
            case 1 -> "{ \"level\" : " + value + ", \"level\" : " + (value + 1) + " }";
            case 2 -> "{\"source\":\"касса №" + value + "\",\"ok\":true,\"sum\":\"1,50\"}";
            default -> "{\"a\":{\"b\":{\"c\":[1,2,{\"d\":null}]}},\"text\":\"\\\"quoted\\\"\\r\\n\\u263a\"}";
        };
    }

    private static void putDevice(String system, Dice dice, Map<String, Object> values) {
        boolean apple = system.equals("ios");
        String aid = new UUID(dice.bits(), dice.bits()).toString();
        values.put("os", system);
        values.put("os_version", (8 + dice.below(8)) + "." + dice.below(4));
        values.put(
                "manufacturer", apple ? "Apple" : dice.skewed("Samsung", "Xiaomi", "Huawei", "Inventé & fils", null));
        values.put(
                "model",
                apple
                        ? dice.skewed("iPhone 13", "iPhone SE", "iPad")
                        : dice.skewed("Galaxy S21, Ultra", "Redmi Note 10", "Tab 8\"", null));
        values.put("device_type", dice.skewed("phone", "phone", "tablet", "tv", "unknown", null));
        values.put("locale", dice.skewed("ru_RU", "en_US", "kk_KZ", "he_IL", "zh_CN"));
        values.put("app_version", "4." + dice.below(20) + "." + dice.below(5));
        values.put("package", "com.example.invented");
        values.put("google_aid", system.equals("android") ? aid : null);
        values.put("ios_ifa", apple ? aid.toUpperCase(Locale.ROOT) : null);
    }

    /** The codes are text, as such tables have them; the addresses are of the ranges for documentation. */
    private static void putNetwork(Dice dice, Map<String, Object> values) {
        values.put("connection", dice.skewed("wifi", "cell", "unknown", null));
        values.put(
                "ip",
                dice.skewed(
                        "2001:db8::" + Integer.toHexString(dice.below(65_536)) + ":"
                                + Integer.toHexString(dice.below(65_536)),
                        "::ffff:192.0.2." + dice.below(256),
                        null));
        if ("cell".equals(values.get("connection"))) {
            values.put("carrier", dice.skewed("Invented Mobile", "Оператор «Пример»", ""));
            values.put("mcc", dice.skewed("250", "401", "999"));
            values.put("mnc", dice.skewed("01", "2", "99"));
        }
    }
}
