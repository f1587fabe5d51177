package io.github.appmetricaexport.config;

import java.util.stream.Collectors;
import org.apache.commons.text.WordUtils;

/** The list of all options for people: the manual's table, the text of {@code --help}. */
public final class OptionsTable {
    private static final int WIDTH = 80;
    private static final String INDENT = "      ";

    private OptionsTable() {}

    /** A Markdown table, one option a row, each line ended by a line feed. */
    public static String markdown() {
        return ExportOptions.all().stream()
                .map(OptionsTable::row)
                .collect(Collectors.joining("", "| option | default | meaning |\n|---|---|---|\n", ""));
    }

    /** Two or more lines per option, at most 80 characters wide where the words allow it. */
    public static String plainText() {
        return ExportOptions.all().stream().map(OptionsTable::entry).collect(Collectors.joining());
    }

    private static String row(Option<?> option) {
        String value = option.defaultText().map(text -> "`" + text + "`").orElseGet(() -> withoutDefault(option));
        String meaning = meaning(option).replace("|", "\\|").replace("<", "&lt;");
        return "| `" + option.key() + "` | " + value + " | " + meaning + " |\n";
    }

    private static String entry(Option<?> option) {
        String value = option.defaultText().orElseGet(() -> withoutDefault(option));
        return "  " + option.key() + " (" + value + ")\n" + wrapped(meaning(option));
    }

    private static String withoutDefault(Option<?> option) {
        return option.presence() == Option.Presence.REQUIRED ? "required" : "none";
    }

    private static String meaning(Option<?> option) {
        // What has no default is a path or an expression, as its sentence says.
        return option.presence() == Option.Presence.DEFAULTED
                ? option.sentence() + " Must be " + option.type().expectation() + "."
                : option.sentence();
    }

    private static String wrapped(String text) {
        return INDENT + WordUtils.wrap(text, WIDTH - INDENT.length(), "\n" + INDENT, false) + "\n";
    }
}
