package io.github.appmetricaexport.sandbox;

/** Words of the sample events: many scripts, and everything that breaks a careless CSV writer. */
final class SampleText {
    static final int LONGEST_NOTE = 9_000;

    private static final int SHORTEST_LONG_NOTE = 200;
    private static final double TAIL = 1.1;

    private static final String[] ITEMS = {
        "sword",
        "shield",
        "Кофе, зерновой",
        "Меч \"Заря\"",
        "abonnement été",
        "緑茶",
        "حذاء رياضي",
        "=1+1",
        "+7-800",
        "@sum(a1)",
        "-5%",
        "5\" screen",
        "🎁 surprise",
        "two\nlines"
    };

    private static final String[] WORDS = {
        "fine",
        "late",
        "спасибо",
        "быстро",
        "טוב",
        "שלום",
        "ممتاز",
        "很好",
        "👍",
        "🚀🚀",
        "\"quoted\"",
        "a,b,c",
        "line\r\nbreak",
        "lone\rCR",
        "lone\nLF",
        "tab\there",
        "=SUM(A1:A9)",
        "ünïcödé",
        "e\u0301",
        "\u202Ereversed\u202C",
        "\u0001control",
        "C:\\path\\",
        "back`tick",
        "100%",
        "<b>&amp;</b>",
        "it's",
        ";",
        "{\"not\":\"parsed\"}"
    };

    private SampleText() {}

    static String item(Dice dice) {
        return dice.skewed(ITEMS);
    }

    /** Mostly nothing or a few words; one in a hundred long, with a tail up to {@link #LONGEST_NOTE} characters. */
    static String note(Dice dice) {
        double unit = dice.unit();
        if (unit < 0.75) {
            return null;
        }
        if (unit < 0.99) {
            return words(dice, 4 + dice.below(40));
        }
        double length = SHORTEST_LONG_NOTE * Math.pow(1 - dice.unit(), -1 / TAIL);
        return words(dice, (int) Math.min(LONGEST_NOTE - 20, length));
    }

    /** Text of a little over {@code characters} characters; no character is cut in two. */
    static String words(Dice dice, int characters) {
        StringBuilder text = new StringBuilder(characters + 20);
        do {
            text.append(text.isEmpty() ? "" : " ").append(WORDS[dice.below(WORDS.length)]);
        } while (text.length() < characters);
        return text.toString();
    }

    /** A name that nobody sane gives an event, and that is allowed all the same. */
    static String oddName(Dice dice) {
        return dice.of(
                "Покупка завершена",
                "购买完成",
                "🎉 level up",
                "اكتمل الشراء",
                "purchase, \"gift\"",
                "=1+1",
                "two\r\nlines",
                " padded ",
                "it's;a|name\there");
    }
}
