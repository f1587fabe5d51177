package io.github.appmetricaexport.sandbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Writes a sandbox's ledger, whose form {@link Ledger} tells, and numbers the requests.
 *
 * <p>It survives the death of the process, not of the machine: nothing is forced to disk.
 */
final class LedgerWriter implements AutoCloseable {
    private static final int SPOOL_BUFFER = 128 * 1024;

    private final Path directory;
    private final Path spoolDirectory;
    private final LineFile index;
    private final LineFile exports;
    private final AtomicLong lastNumber;
    private final AtomicLong lastExportNumber;

    /** Opens the ledger of a folder to add to it, first clearing away what a killed server left half done. */
    LedgerWriter(Path directory) throws IOException {
        this.directory = directory;
        spoolDirectory = Files.createDirectories(directory.resolve("spool"));
        Files.createDirectories(directory.resolve("applied"));
        try (Stream<Path> leftovers = Files.list(spoolDirectory)) {
            for (Path leftover : leftovers.toList()) {
                Files.delete(leftover);
            }
        }
        index = new LineFile(directory.resolve(Ledger.INDEX));
        exports = new LineFile(directory.resolve(Ledger.EXPORTS));
        lastNumber = new AtomicLong(Ledger.at(directory).requests().stream()
                .mapToLong(LedgerRequest::number)
                .max()
                .orElse(0));
        lastExportNumber = new AtomicLong(Ledger.at(directory).exports().stream()
                .mapToLong(LedgerExport::number)
                .max()
                .orElse(0));
    }

    long nextNumber() {
        return lastNumber.incrementAndGet();
    }

    long nextExportNumber() {
        return lastExportNumber.incrementAndGet();
    }

    /** A file for the rows of a request that is still being read. */
    OutputStream spool(long request) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(spoolFile(request)), SPOOL_BUFFER);
    }

    /** Forgets the rows of a request that is not applied. */
    void discard(long request) throws IOException {
        Files.deleteIfExists(spoolFile(request));
    }

    /** Puts the rows of a request where its line will name them; they count from that line on. */
    String keep(long request) throws IOException {
        String file = "applied/" + request + ".csv";
        Files.move(spoolFile(request), directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        return file;
    }

    /** Puts a request on the books, whose line {@link LedgerRequest} writes. */
    void record(String line) throws IOException {
        index.add(line);
    }

    /** Puts a request to the Logs API on the books, a line that {@link LedgerExport} reads. */
    void recordExport(String line) throws IOException {
        exports.add(line);
    }

    private Path spoolFile(long request) {
        return spoolDirectory.resolve(request + ".csv");
    }

    @Override
    public void close() throws IOException {
        index.close();
        exports.close();
    }
}
