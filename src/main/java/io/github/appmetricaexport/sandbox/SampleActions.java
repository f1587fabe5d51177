package io.github.appmetricaexport.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The events of the sample day, each with parameters of its own. */
enum SampleActions {
    APP_OPENED,
    ITEM_VIEWED("item", "tags", "screen"),
    SEARCH("query"),
    ADDED_TO_CART("item", "amount", "currency", "screen"),
    PUSH_RECEIVED("tags"),
    LEVEL_COMPLETED("level"),
    PURCHASE("level", "item", "amount", "currency", "tags", "screen"),
    REVIEW_LEFT("item", "note");

    private final List<String> params;

    SampleActions(String... params) {
        this.params = List.of(params);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A note, if there is one, and what the action has besides. */
    Map<String, Object> params(Dice dice) {
        Map<String, Object> values = new HashMap<>();
        values.put("note", SampleText.note(dice));
        params.forEach(name -> values.put(name, param(name, dice)));
        return values;
    }

    private static Object param(String name, Dice dice) {
        return switch (name) {
            case "level" -> 1 + dice.below(99);
            case "item" -> SampleText.item(dice);
            case "amount" -> dice.below(1_000_000) / 100.0;
            case "currency" -> dice.skewed("RUB", "EUR", "USD", "₽");
            case "tags" ->
                Stream.generate(() -> dice.of("sale", "новинка", "a,b", "\"best\"", "⭐"))
                        .limit(dice.below(4))
                        .toList();
            case "note" -> SampleText.words(dice, 120);
            case "query" -> SampleText.words(dice, 8);
            case "screen" ->
                Map.of("name", dice.of("catalogue", "search results", "Избранное"), "position", dice.below(50));
            default -> throw new IllegalArgumentException(name);
        };
    }
}
