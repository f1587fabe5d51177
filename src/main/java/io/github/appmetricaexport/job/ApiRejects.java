package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.RejectsFile;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * The rows that the API refused by themselves, as files of refused rows beside those of validation.
 *
 * <p>Each is written once, so that the tables can be settled again when the payloads are gone.
 */
final class ApiRejects {
    private static final int LONGEST_REASON = 200;

    private final Store store;
    private final RunPaths paths;

    ApiRejects(Store store, RunPaths paths) {
        this.store = store;
        this.paths = paths;
    }

    /** The files, one for each refused payload of one row. */
    List<String> files(List<PayloadHistory> histories, Instant now) {
        List<String> files = new ArrayList<>();
        for (PayloadHistory history : histories) {
            if (history.payload().rows() == 1 && history.state(now) == PayloadState.REJECTED) {
                Path file = new Path(paths.rejects(), "api-" + history.payload().payloadId() + ".jsonl");
                if (!store.exists(file)) {
                    store.createIfAbsent(
                            file, line(history.payload(), history.lastReceipt().orElseThrow()));
                }
                files.add(file.toString());
            }
        }
        return files;
    }

    private byte[] line(FrozenPayload payload, Receipt receipt) {
        try (InputStream source = store.open(paths.payload(payload.file()))) {
            CsvRows lines = new CsvRows(source);
            String[] columns = CsvRows.values(next(lines));
            return RejectsFile.line(
                    payload.applicationId(),
                    "api",
                    List.of(reason(receipt)),
                    Arrays.asList(columns),
                    CsvRows.values(next(lines)),
                    payload.payloadId());
        } catch (IOException e) {
            throw new OutboxException("cannot read the row of " + payload.payloadId(), e);
        }
    }

    private static byte[] next(CsvRows lines) throws IOException {
        return lines.next().orElseThrow(() -> new EOFException("the payload is cut off"));
    }

    private static String reason(Receipt receipt) {
        String answer = receipt.answer().strip();
        if (answer.isEmpty()) {
            return "status " + receipt.status();
        }
        int end = Math.min(answer.length(), LONGEST_REASON);
        return answer.substring(0, Character.isHighSurrogate(answer.charAt(end - 1)) ? end - 1 : end);
    }
}
