package io.github.appmetricaexport.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import io.github.appmetricaexport.results.PayloadResult;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/** Looks for a user's events in the frozen payloads and refused rows of a run, on as many cores as there are. */
record PayloadSearch(Store store, FrozenRun run, SoughtUser user) {
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

    Coverage coverage() {
        Manifest.Content content = run.manifest().content();
        String skipped = run.manifest().source().skipped().words();
        String words = String.format(
                Locale.ROOT,
                "searched %,d payloads, %,.1f MB, and %,d refused rows%s",
                content.payloads(),
                content.bytes() / 1e6,
                content.invalidRows(),
                skipped.isEmpty() ? "" : ", not the " + skipped);
        return new Coverage(true, words);
    }

    private List<FoundEvent> inPayload(FrozenPayload payload, PayloadResult result) {
        List<FoundEvent> found = new ArrayList<>();
        List<String> words =
                FoundEvent.words(result.httpStatus(), result.finishedAt(), result.error(), result.resolution());
        try (InputStream source = store.open(run.paths().payload(payload.file()))) {
            CsvRows lines = new CsvRows(source);
            List<String> columns = Arrays.asList(CsvRows.values(lines.next().orElseThrow()));
            int identifier = columns.indexOf(user.kind().field().column());
            int name = columns.indexOf(PostApiField.EVENT_NAME.column());
            int time = columns.indexOf(PostApiField.EVENT_TIMESTAMP.column());
            int row = 0;
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                row++;
                if (user.mayBeIn(line.get())) {
                    String[] values = CsvRows.values(line.get());
                    if (user.identifier().equals(values[identifier])) {
                        found.add(new FoundEvent(
                                payload.payloadId(),
                                row,
                                values[name],
                                Instant.ofEpochSecond(Long.parseLong(values[time])),
                                result.outcome().label(),
                                words));
                    }
                }
            }
        } catch (IOException e) {
            throw new OutboxException("cannot read the rows of " + payload.payloadId(), e);
        }
        return found;
    }

    private List<FoundEvent> inRejects(Path file) {
        ObjectMapper json = new ObjectMapper();
        try (InputStream source = store.open(file);
                MappingIterator<JsonNode> rejects =
                        json.readerFor(JsonNode.class).readValues(source)) {
            List<FoundEvent> found = new ArrayList<>();
            while (rejects.hasNextValue()) {
                JsonNode reject = rejects.nextValue();
                JsonNode row = json.readTree(reject.path("row_json").asText());
                if (user.identifier()
                        .equals(row.path(user.kind().field().column()).asText())) {
                    found.add(FoundEvent.refused(
                            row.path(PostApiField.EVENT_NAME.column()).asText(),
                            row.path(PostApiField.EVENT_TIMESTAMP.column()).asText(),
                            List.of(json.treeToValue(reject.path("reasons"), String[].class))));
                }
            }
            return found;
        } catch (IOException e) {
            throw new OutboxException("cannot read the refused rows of " + file, e);
        }
    }
}
