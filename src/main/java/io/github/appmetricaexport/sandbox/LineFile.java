package io.github.appmetricaexport.sandbox;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.lang3.ArrayUtils;

/** A file of whole lines that is only added to; nothing is forced to disk. */
final class LineFile implements AutoCloseable {
    private final FileOutputStream file;

    /** Opens a file, without the half line that a killed process may have left at its end. */
    LineFile(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
        file.getChannel().truncate(ArrayUtils.lastIndexOf(Files.readAllBytes(path), (byte) '\n') + 1);
    }

    synchronized void add(String line) throws IOException {
        long start = file.getChannel().size();
        try {
            file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException diskFull) {
            // Half a line would run into the next one.
            file.getChannel().truncate(start);
            throw diskFull;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
