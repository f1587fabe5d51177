package io.github.appmetricaexport.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whom a command answers. */
enum OutputFormat {
    /** People. */
    TEXT,
    /** Programs. */
    JSON;

    /** The format as it is typed. */
    static final class Name implements ITypeConverter<OutputFormat> {
        @Override
        public OutputFormat convert(String text) {
            return switch (text) {
                case "text" -> TEXT;
                case "json" -> JSON;
                default -> throw new TypeConversionException("must be text or json, is '" + text + "'");
            };
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
