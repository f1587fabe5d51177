package io.github.appmetricaexport.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class StoreTest extends OutboxTest {
    private Path path(String name) {
        return new Path(disk.resolve(name).toString());
    }

    @Test
    void readsWhatWasPublished() {
        store.publish(path("file"), new byte[] {1, 2, 3});

        assertThat(store.read(path("file"))).containsExactly(1, 2, 3);
        assertThat(store.exists(path("file"))).isTrue();
    }

    @Test
    void makesAFilesFolderAndNoneAboveIt() {
        assertThat(store.createIfAbsent(path("a/file"), new byte[] {1})).isTrue();

        assertThatThrownBy(() -> store.createIfAbsent(path("b/c/file"), new byte[] {1}))
                .isInstanceOf(OutboxException.class);
        assertThatThrownBy(() -> store.publish(path("b/file"), new byte[] {1})).isInstanceOf(OutboxException.class);
        assertThat(disk.resolve("b")).doesNotExist();
    }

    @Test
    void tellsWithoutWritingWhatIsInTheWay() throws Exception {
        assertThat(store.obstacleAt(path("a/b/c"))).isEmpty();
        assertThat(disk.resolve("a")).doesNotExist();

        Files.writeString(disk.resolve("file"), "");

        assertThat(store.obstacleAt(path("file/b")).orElseThrow()).endsWith("/file is a file, not a folder");
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(store.list(path("nowhere"))).isEmpty();
        assertThat(store.exists(path("nowhere"))).isFalse();
        store.delete(path("nowhere"));
    }

    @Test
    void namesAFileThatItCannotRead() {
        assertThatThrownBy(() -> store.read(path("nowhere")))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("cannot read")
                .hasMessageContaining("nowhere");
    }

    @Test
    void leavesNothingBehindAfterAProbe() throws Exception {
        store.probe(path("probed"));

        assertThat(disk.resolve("probed")).isEmptyDirectory();
    }

    @Test
    void refusesAFolderBelowAFile() throws Exception {
        Files.writeString(disk.resolve("file"), "");

        assertThatThrownBy(() -> store.probe(path("file/below"))).isInstanceOf(OutboxException.class);
    }

    @Test
    void writesNoChecksumFilesBesideItsOwn() throws Exception {
        try (OutputStream target = store.create(path("payload.csv"))) {
            target.write(1);
        }

        try (var files = Files.list(disk)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("payload.csv");
        }
    }

    @Test
    void keepsAFileForItsOwner() throws Exception {
        assertThat(store.createIfAbsentForOwner(path("job/key"), new byte[] {1}))
                .isTrue();
        assertThat(store.createIfAbsentForOwner(path("job/key"), new byte[] {2}))
                .isFalse();

        assertThat(store.read(path("job/key"))).containsExactly(1);
        assertThat(Files.getPosixFilePermissions(disk.resolve("job/key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void createsAFileOnceOnly() throws Exception {
        store.create(path("payload.csv")).close();

        assertThatThrownBy(() -> store.create(path("payload.csv"))).isInstanceOf(java.io.IOException.class);
    }

    @Test
    void namesAFileSystemThatNobodyKnows() {
        assertThatThrownBy(() -> new Store(new Configuration(false), new Path("nosuch://host/path")))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("nosuch://host/path");
    }
}
