package io.github.appmetricaexport.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The options' values, each of its option's type. */
final class OptionValues {
    private static final int LONGEST_SHOWN = 200;

    private final Map<Option<?>, Object> values = new HashMap<>();
    private final List<Problem> problems;

    private OptionValues(List<Problem> problems) {
        this.problems = problems;
    }

    /** Reads all options; one that cannot be read is a problem and has no value. */
    static OptionValues read(ConfigObject root, List<Problem> problems) {
        OptionValues values = new OptionValues(problems);
        for (Option<?> option : ExportOptions.all()) {
            values.read(option, written(option, root));
        }
        return values;
    }

    boolean has(Option<?>... options) {
        return values.keySet().containsAll(Arrays.asList(options));
    }

    @SuppressWarnings("unchecked") // read() puts only what the option's own type gave.
    <T> T of(Option<T> option) {
        return (T) values.get(option);
    }

    private static ConfigValue written(Option<?> option, ConfigObject root) {
        return root.get(option.section()) instanceof ConfigObject section ? section.get(option.name()) : null;
    }

    private void read(Option<?> option, ConfigValue written) {
        if (written == null && option.presence() == Option.Presence.DEFAULTED) {
            read(option, option.defaultText().orElseThrow(), "");
            return;
        }
        boolean isNull = written == null || written.valueType() == ConfigValueType.NULL;
        switch (isNull ? option.presence() : Option.Presence.DEFAULTED) {
            case REQUIRED -> problems.add(new Problem(option.key(), "", "is required: " + option.sentence()));
            case OPTIONAL -> values.put(option, "");
            case DEFAULTED -> readText(option, written);
            default -> throw new IllegalStateException(option.key());
        }
    }

    private void readText(Option<?> option, ConfigValue written) {
        String place = " (" + written.origin().description() + ")";
        switch (written.valueType()) {
            case OBJECT, LIST ->
                problems.add(
                        new Problem(option.key(), "", "must be " + option.type().expectation() + place));
            case NULL -> read(option, "null", place);
            // Through a Config, which keeps a number as it was written.
            default -> read(option, written.atKey("value").getString("value"), place);
        }
    }

    private void read(Option<?> option, String text, String place) {
        if (Substitutions.areMissingIn(text)) {
            // That is a problem already.
            return;
        }
        option.type()
                .reader()
                .apply(text)
                .ifPresentOrElse(
                        value -> values.put(option, value),
                        () -> problems.add(new Problem(
                                option.key(),
                                shown(option.type().shown().apply(text)),
                                "must be " + option.type().expectation() + place)));
    }

    /** On one line, of bounded length; nothing in quotation marks, so that it can be seen. */
    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        if (line.isBlank()) {
            return "\"" + line + "\"";
        }
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "…" : line;
    }
}
