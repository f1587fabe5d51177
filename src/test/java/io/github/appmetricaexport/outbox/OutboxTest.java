package io.github.appmetricaexport.outbox;

import java.time.LocalDate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with an outbox on the local disk. */
abstract class OutboxTest {
    @TempDir
    protected java.nio.file.Path disk;

    protected Store store;
    protected DateOutbox outbox;
    protected RunPaths paths;
    protected Journal journal;

    @BeforeEach
    void open() {
        store = new Store(new Configuration(false), new Path(disk.toString()));
        outbox = new DateOutbox(store, disk.toString(), "job", LocalDate.of(2026, 11, 22));
        paths = outbox.paths(1);
        journal = new Journal(store, paths);
    }

    @AfterEach
    void close() {
        store.close();
    }

    protected java.nio.file.Path onDisk(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }
}
