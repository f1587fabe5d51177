package io.github.appmetricaexport.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import io.github.appmetricaexport.results.PayloadResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;

/** Looks for a user's events in the frozen payloads and refused rows of a run, on as many cores as there are. */
final class PayloadSearch {
    private final Store store;
    private final FrozenRun run;
    private final SoughtUser user;

    PayloadSearch(Store store, FrozenRun run, SoughtUser user) {
        this.store = store;
        this.run = run;
        this.user = user;
    }

    /** In the order of payloads and rows, refused rows last. */
    List<FoundEvent> find(List<PayloadHistory> histories, Instant now) {
        Stream<FoundEvent> packed = histories.parallelStream()
                .filter(history -> history.split().isEmpty())
                .filter(history -> history.payload().identifierKind() == user.kind())
                .flatMap(history -> inPayload(history.payload(), PayloadResult.of(history, now)).stream());
        Stream<FoundEvent> refused = run.manifest().files().rejectFiles().parallelStream()
                .flatMap(file -> inRejects(new Path(run.paths().rejects(), file)).stream());
        return Stream.concat(packed, refused).toList();
    }

    private List<FoundEvent> inPayload(FrozenPayload payload, PayloadResult result) {
        List<FoundEvent> found = new ArrayList<>();
        try (InputStream source = store.open(run.paths().payload(payload.file()))) {
            CsvRows lines = new CsvRows(source);
            List<String> columns = Arrays.asList(CsvRows.values(lines.next().orElseThrow()));
            int identifier = columns.indexOf(user.kind().field().column());
            int row = 0;
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                row++;
                if (user.mayBeIn(line.get())) {
                    String[] values = CsvRows.values(line.get());
                    if (user.identifier().equals(values[identifier])) {
                        found.add(event(payload.payloadId(), row, columns, values, result));
                    }
                }
            }
        } catch (IOException e) {
            throw new OutboxException("cannot read the rows of " + payload.payloadId(), e);
        }
        return found;
    }

    private static FoundEvent event(
            String payloadId, int row, List<String> columns, String[] values, PayloadResult result) {
        return new FoundEvent(
                payloadId,
                row,
                values[columns.indexOf(PostApiField.EVENT_NAME.column())],
                Instant.ofEpochSecond(Long.parseLong(values[columns.indexOf(PostApiField.EVENT_TIMESTAMP.column())])),
                result.outcome().label(),
                FoundEvent.words(result.httpStatus(), result.finishedAt(), result.error(), result.resolution()));
    }

    private List<FoundEvent> inRejects(Path file) {
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(store.open(file), StandardCharsets.UTF_8))) {
            List<FoundEvent> found = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode reject = json.readTree(line);
                JsonNode row = json.readTree(reject.path("row_json").asText());
                if (user.identifier()
                        .equals(row.path(user.kind().field().column()).asText())) {
                    found.add(refused(row, reject));
                }
            }
            return found;
        } catch (IOException e) {
            throw new OutboxException("cannot read the refused rows of " + file, e);
        }
    }

    private static FoundEvent refused(JsonNode row, JsonNode reject) {
        return FoundEvent.refused(
                row.path(PostApiField.EVENT_NAME.column()).asText(),
                row.path(PostApiField.EVENT_TIMESTAMP.column()).asText(),
                StreamSupport.stream(reject.path("reasons").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList());
    }
}
