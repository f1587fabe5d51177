package io.github.appmetricaexport.payload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVPrinter;

/** Lines as Commons CSV writes them: what a payload has to be, byte for byte. */
public final class CommonsCsv {
    private CommonsCsv() {}

    /** One line, CRLF included; null for an empty cell. */
    public static byte[] line(String... values) throws IOException {
        StringBuilder line = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(line, CsvRows.FORMAT)) {
            printer.printRecord((Object[]) values);
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }
}
