package io.github.appmetricaexport.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateIfAbsentTest {
    private static final int WRITERS = 16;

    @TempDir
    private java.nio.file.Path folder;

    /** The local disk under a name of its own. */
    public static final class NamedFileSystem extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("named:///");
        }
    }

    /** A store where, once a file is written, another writer's takes its place, or the answer is lost. */
    public static final class UnquietFileSystem extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("unquiet:///");
        }

        @Override
        public FSDataOutputStream create(
                Path path, boolean overwrite, int buffer, short replication, long block, Progressable progress)
                throws IOException {
            FSDataOutputStream target = super.create(path, overwrite, buffer, replication, block, progress);
            return new FSDataOutputStream(
                    new FilterOutputStream(target) {
                        private boolean closed;

                        @Override
                        public void close() throws IOException {
                            super.close();
                            if (closed) {
                                return;
                            }
                            closed = true;
                            if (path.getName().equals("lost-answer")) {
                                throw new IOException("the answer was lost");
                            }
                            Files.writeString(pathToFile(path).toPath(), "another's");
                        }
                    },
                    null);
        }
    }

    private static CreateIfAbsent unquiet() throws IOException {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.unquiet.impl", UnquietFileSystem.class.getName());
        FileSystem files = FileSystem.newInstance(URI.create("unquiet:///"), configuration);
        return CreateIfAbsent.on(files, new Path("unquiet:///"));
    }

    @Test
    void leavesAClaimToTheWriterWhoseFileStayed() throws Exception {
        assertThat(unquiet().create(file("claim"), bytes("mine, and longer"))).isFalse();
        assertThat(text("claim")).isEqualTo("another's");
    }

    @Test
    void recognisesItsOwnFileAfterALostAnswer() throws Exception {
        assertThat(unquiet().create(file("lost-answer"), bytes("mine"))).isTrue();
        assertThat(text("lost-answer")).isEqualTo("mine");
    }

    private CreateIfAbsent byCheck() throws IOException {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.named.impl", NamedFileSystem.class.getName());
        FileSystem files = FileSystem.newInstance(URI.create("named:///"), configuration);
        CreateIfAbsent chosen = CreateIfAbsent.on(files, new Path("named:///"));
        assertThat(chosen).isInstanceOf(CreateIfAbsent.ByCheck.class);
        return chosen;
    }

    private CreateIfAbsent local() throws IOException {
        FileSystem files = FileSystem.newInstance(URI.create("file:///"), new Configuration(false));
        CreateIfAbsent chosen = CreateIfAbsent.on(files, new Path("file:///"));
        assertThat(chosen).isInstanceOf(OnLocalDisk.class);
        return chosen;
    }

    private Path file(String name) {
        return new Path(folder.resolve("claims").resolve(name).toString());
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve("claims").resolve(name));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void letsExactlyOneOfManyCreateAFileOnLocalDisk() throws Exception {
        CreateIfAbsent files = local();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int round = 0; round < 20; round++) {
                String name = "claim." + round;
                CyclicBarrier start = new CyclicBarrier(WRITERS);
                List<Future<Boolean>> races = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    byte[] bytes = bytes(("writer " + writer + " ").repeat(1000));
                    races.add(writers.submit(() -> {
                        start.await();
                        return files.create(file(name), bytes);
                    }));
                }
                List<Integer> winners = new ArrayList<>();
                for (int writer = 0; writer < WRITERS; writer++) {
                    if (races.get(writer).get()) {
                        winners.add(writer);
                    }
                }
                assertThat(winners).hasSize(1);
                assertThat(text(name)).isEqualTo(("writer " + winners.get(0) + " ").repeat(1000));
            }
        } finally {
            writers.shutdownNow();
        }
        try (Stream<java.nio.file.Path> left = Files.list(folder.resolve("claims"))) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }

    @Test
    void leavesAFileThatIsThereAsItIs() throws Exception {
        for (CreateIfAbsent files : List.of(local(), byCheck())) {
            String name = files.getClass().getSimpleName();
            assertThat(files.create(file(name), bytes("first"))).isTrue();
            assertThat(files.create(file(name), bytes("second"))).isFalse();
            assertThat(text(name)).isEqualTo("first");
        }
    }

    @Test
    void makesAFilesFolderAndNoneAboveItAlsoByRename() throws Exception {
        FileSystem files = FileSystem.newInstance(URI.create("file:///"), new Configuration());
        CreateIfAbsent byRename = new CreateIfAbsent.ByRename(files);

        assertThat(byRename.create(file("claim"), bytes("mine"))).isTrue();
        assertThat(byRename.createForOwner(file("key"), bytes("mine"))).isTrue();
        byRename.publish(file("claim"), bytes("another text"));

        assertThat(text("claim")).isEqualTo("another text");
        Path elsewhere = new Path(folder.resolve("gone/run=1/intents/claim").toString());
        assertThatThrownBy(() -> byRename.create(elsewhere, bytes("mine"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> byRename.publish(elsewhere, bytes("mine"))).isInstanceOf(IOException.class);
        assertThat(folder.resolve("gone")).doesNotExist();
    }

    @Test
    void publishesInThePlaceOfWhatWasThere() throws Exception {
        Files.createDirectory(folder.resolve("claims"));
        for (CreateIfAbsent files : List.of(local(), byCheck())) {
            String name = files.getClass().getSimpleName();
            files.publish(file(name), bytes("a long first text"));
            files.publish(file(name), bytes("second"));
            assertThat(text(name)).isEqualTo("second");
        }
    }
}
