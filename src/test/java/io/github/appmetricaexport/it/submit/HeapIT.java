package io.github.appmetricaexport.it.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key that lies in a folder is nowhere among the driver's live objects while an executor sends with it.
 *
 * <p>At the moment of the dump the configuration was read, the day planned, the gate passed and the tasks serialized and
 * handed out. So none of these carries the key: only the executor, which read it from the folder, has it. That its dump does
 * show the key proves that the search would find one. This says nothing about executors after their last request, about a
 * driver that sends by itself (a local master), or about memory outside the heap.
 */
class HeapIT {
    private static final String KEY = "an-invented-key-that-only-executors-read";
    private static final int ROWS = 300;
    private static final List<Charset> FORMS =
            List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE);

    @TempDir
    private Path folder;

    @Test
    void keepsTheKeyOutOfTheDriverWhileAnExecutorSendsWithIt() throws Exception {
        String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        Path lake = folder.resolve("lake");
        SampleDay.make(lake, date, ROWS);
        Path keys = Files.createDirectories(folder.resolve("keys-of-applications"));
        Files.writeString(keys.resolve(ExportSetting.APPLICATION), KEY);

        try (StalledApi api = new StalledApi();
                SparkSubmitProcess export = setting(lake, date, api.baseUrl(), keys)
                        .submit(
                                "export.log",
                                "--master",
                                "local-cluster[1,1,1024]",
                                "--conf",
                                "spark.ui.enabled=false")) {
            api.readTheBeginning(1);
            ProcessHandle executor =
                    export.descendants("CoarseGrainedExecutorBackend").get(0);
            Path ofTheDriver = dump(executor.parent().orElseThrow(), "driver");
            Path ofTheExecutor = dump(executor, "executor");

            assertThat(holds(ofTheDriver, keys.toString()))
                    .as("the driver's dump shows its configuration")
                    .isTrue();
            assertThat(holds(ofTheDriver, KEY)).as("the driver has the key").isFalse();
            assertThat(holds(ofTheExecutor, KEY)).as("the executor has the key").isTrue();
        }
    }

    /** Without the key in the environment, which every process keeps in its heap. */
    private ExportSetting setting(Path lake, String date, String baseUrl, Path keys) throws IOException {
        ExportSetting.write(
                folder,
                lake,
                date,
                baseUrl,
                "no key at all",
                "api { key-source = directory, key-directory = \"" + keys + "\" }",
                "upload { call-timeout = 60s, max-concurrent-requests = 1 }");
        return new ExportSetting(folder, date, Map.of());
    }

    /** The objects that are reachable: the JVM collects the others before it writes a dump. */
    private Path dump(ProcessHandle process, String name) {
        Path file = folder.resolve(name + ".hprof");
        Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> command =
                List.of(program.toString(), Long.toString(process.pid()), "GC.heap_dump", file.toString());
        try (ChildProcess jcmd = new ChildProcess(command, folder, Map.of(), folder.resolve(name + "-dump.log"))) {
            assertThat(jcmd.exitCode()).as(jcmd.output()).isZero();
            assertThat(file).as(jcmd.output()).isNotEmptyFile();
        }
        return file;
    }

    /** Whether a file has a text in one of the forms in which a heap keeps texts. */
    private static boolean holds(Path file, String text) throws IOException {
        List<String> wanted = FORMS.stream()
                .map(form -> new String(text.getBytes(form), StandardCharsets.ISO_8859_1))
                .toList();
        int overlap = 2 * text.length();
        String window = "";
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] read = stream.readNBytes(1 << 20);
            while (read.length > 0) {
                window += new String(read, StandardCharsets.ISO_8859_1);
                if (wanted.stream().anyMatch(window::contains)) {
                    return true;
                }
                window = window.substring(Math.max(0, window.length() - overlap));
                read = stream.readNBytes(1 << 20);
            }
        }
        return false;
    }
}
