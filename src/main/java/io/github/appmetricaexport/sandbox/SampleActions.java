package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.sandbox.SampleEvent.Params;
import io.github.appmetricaexport.sandbox.SampleEvent.Screen;
import java.util.ArrayList;
import java.util.List;

/** The events of the sample day, each with parameters of its own. */
enum SampleActions {
    APP_OPENED("app_opened"),
    ITEM_VIEWED("item_viewed"),
    SEARCH("search"),
    ADDED_TO_CART("added_to_cart"),
    PUSH_RECEIVED("push_received"),
    LEVEL_COMPLETED("level_completed"),
    PURCHASE("purchase"),
    REVIEW_LEFT("review_left");

    private static final SampleActions[] ALL = values();

    private final String label;

    SampleActions(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** The first ones happen far more often than the last. */
    static SampleActions choose(Draw draw) {
        double unit = draw.unit();
        return ALL[(int) (unit * unit * ALL.length)];
    }

    Params params(Draw draw) {
        String note = SampleText.note(draw);
        return switch (this) {
            case APP_OPENED -> new Params(null, null, null, null, null, note, null, null);
            case ITEM_VIEWED ->
                new Params(null, SampleText.item(draw), null, null, tags(draw), note, null, screen(draw));
            case SEARCH -> new Params(null, null, null, null, null, note, SampleText.words(draw, 8), null);
            case ADDED_TO_CART ->
                new Params(null, SampleText.item(draw), price(draw), currency(draw), null, note, null, screen(draw));
            case PUSH_RECEIVED -> new Params(null, null, null, null, tags(draw), note, null, null);
            case LEVEL_COMPLETED -> new Params(1 + draw.below(99), null, null, null, null, note, null, null);
            case PURCHASE ->
                new Params(
                        1 + draw.below(99),
                        SampleText.item(draw),
                        price(draw),
                        currency(draw),
                        tags(draw),
                        note,
                        null,
                        screen(draw));
            case REVIEW_LEFT ->
                new Params(null, SampleText.item(draw), null, null, null, SampleText.words(draw, 120), null, null);
        };
    }

    private static String currency(Draw draw) {
        return draw.skewed("RUB", "EUR", "USD", "₽");
    }

    private static Double price(Draw draw) {
        return draw.below(1_000_000) / 100.0;
    }

    private static Screen screen(Draw draw) {
        return new Screen(draw.of("catalogue", "search results", "Избранное"), draw.below(50));
    }

    private static List<String> tags(Draw draw) {
        List<String> tags = new ArrayList<>();
        for (int i = draw.below(4); i > 0; i--) {
            tags.add(draw.of("sale", "новинка", "a,b", "\"best\"", "⭐"));
        }
        return tags;
    }
}
