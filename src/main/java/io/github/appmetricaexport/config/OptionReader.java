package io.github.appmetricaexport.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes each option's value of what is written, of the option's type. */
final class OptionReader {
    private static final int LONGEST_SHOWN = 200;

    private final Map<String, Object> values = new HashMap<>();
    private final List<Problem> problems;

    private OptionReader(List<Problem> problems) {
        this.problems = problems;
    }

    /** Reads all options; one that cannot be read is a problem and has no value. */
    static ExportConfig read(ConfigObject root, List<Problem> problems) {
        OptionReader reader = new OptionReader(problems);
        for (Option<?> option : ExportOptions.all()) {
            ConfigValue section = root.get(option.section());
            reader.read(option, section instanceof ConfigObject options ? options.get(option.name()) : null);
        }
        return new ExportConfig(reader.values);
    }

    private void read(Option<?> option, ConfigValue written) {
        boolean isNull = written == null || written.valueType() == ConfigValueType.NULL;
        if (isNull && option.presence() == Option.Presence.REQUIRED) {
            problems.add(new Problem(option.key(), "", "is required: " + option.sentence()));
        } else if (isNull && option.presence() == Option.Presence.OPTIONAL) {
            values.put(option.key(), "");
        } else if (written == null) {
            read(option, option.defaultText().orElseThrow(), "");
        } else if (isNull && !option.type().takesNull()) {
            // Not a text of four letters: a job of that name would be another job.
            refuse(option, "null", UnknownKeys.place(written));
        } else if (written instanceof ConfigList list && option.type().isList()) {
            read(option, list.unwrapped().toString(), UnknownKeys.place(written));
        } else if (written instanceof ConfigObject || written instanceof ConfigList) {
            refuse(option, "", UnknownKeys.place(written));
        } else {
            // Through a Config, which keeps a number as it was written.
            read(option, isNull ? "null" : written.atKey("value").getString("value"), UnknownKeys.place(written));
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
                        value -> values.put(option.key(), value),
                        () -> refuse(option, shown(option.type().shown().apply(text)), place));
    }

    private void refuse(Option<?> option, String shown, String place) {
        problems.add(new Problem(option.key(), shown, "must be " + option.type().expectation() + place));
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
