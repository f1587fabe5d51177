package io.github.appmetricaexport.sandbox;

import static io.github.appmetricaexport.sandbox.SandboxClient.HEADER;
import static io.github.appmetricaexport.sandbox.SandboxClient.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final String ROW = "1111,user-1,opened," + Instant.now().getEpochSecond() + "\r\n";

    @TempDir
    private Path directory;

    @BeforeEach
    void applyTwoRequests() throws Exception {
        try (SandboxServer server = start()) {
            SandboxClient client = new SandboxClient(server);
            client.postFile(HEADER + ROW);
            client.postFile(HEADER + ROW + ROW);
        }
    }

    private SandboxServer start() throws Exception {
        return SandboxServer.start(SandboxOptions.of(directory, Map.of(1111, KEY)));
    }

    private long rows() {
        try (var rows = Ledger.at(directory).rows()) {
            return rows.count();
        }
    }

    @Test
    void isEmptyBeforeAnybodyWrote() {
        assertThat(Ledger.at(directory.resolve("nothing-here")).requests()).isEmpty();
    }

    @Test
    void countsNothingOfALineThatWasCutOff() throws Exception {
        Path index = directory.resolve("requests.jsonl");
        String whole = Files.readString(index);
        for (int cut = 1; cut < whole.length() - whole.indexOf('\n') - 1; cut++) {
            Files.writeString(index, whole.substring(0, whole.length() - cut));

            assertThat(rows()).isEqualTo(1);
        }
    }

    @Test
    void countsNothingOfAFileWithoutALine() throws Exception {
        Files.writeString(directory.resolve("applied/3.csv"), HEADER + ROW);
        Files.writeString(directory.resolve("spool/4.csv"), HEADER + ROW);

        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void goesOnAfterAServerThatWasKilled() throws Exception {
        Files.writeString(directory.resolve("requests.jsonl"), "{\"request\":3,\"recei", StandardOpenOption.APPEND);
        Files.writeString(directory.resolve("applied/3.csv"), "left by the killed server");
        Files.writeString(directory.resolve("spool/4.csv"), "left by the killed server");

        try (SandboxServer server = start()) {
            assertThat(server.ledger().counts()).startsWith("{\"requests\":2,").contains("\"events\":3,");
            assertThat(new SandboxClient(server).postFile(HEADER + ROW).statusCode())
                    .isEqualTo(200);
        }

        assertThat(Ledger.at(directory).requests())
                .extracting(LedgerRequest::number)
                .containsExactly(1L, 2L, 3L);
        assertThat(rows()).isEqualTo(4);
        assertThat(directory.resolve("spool")).isEmptyDirectory();
    }
}
