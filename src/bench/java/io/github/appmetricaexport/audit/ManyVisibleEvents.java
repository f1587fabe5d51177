package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.config.ConfigLoader;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.logs.LogsDownload.Part;
import io.github.appmetricaexport.outbox.AttemptId;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadFile;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.SparkSessions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;

/**
 * Very many visible events held against forty payloads of 25,000 rows, driver and executor in one small heap. All rows are there, and the
 * rest are an SDK's, most of them in one answer, a tenth of one user.
 *
 * <p>Arguments: a folder that does not exist yet, and the number of visible events.
 */
public final class ManyVisibleEvents {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 20);
    private static final long NOON = 1795176000;
    private static final int PAYLOADS = 40;
    private static final int ROWS = 25_000;

    private ManyVisibleEvents() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        int events = Integer.parseInt(arguments[1]);
        if (Files.exists(folder)) {
            throw new IllegalArgumentException(folder + " is already there");
        }
        ExportConfig config = ConfigLoader.parse(
                """
                source.path = /none, work.path = "%1$s/work", results.path = "%1$s/results"
                mapping { application_id = a, profile_id = b, event_name = c, event_timestamp = d }
                """.formatted(folder), "bench", Map.of());
        Console console = new Console(System.out, Clock.systemUTC());
        try (SparkSession spark = SparkSessions.start("many visible events");
                JobContext job = JobContext.open(spark, config, DATE, Clock.systemUTC(), console)) {
            List<SoughtPayload> payloads = payloads(job);
            org.apache.hadoop.fs.Path answers = new org.apache.hadoop.fs.Path(job.outbox().folder(), "_evidence/answers");
            List<Part> parts = answers(job, answers, events);
            long begin = System.nanoTime();
            Map<Integer, Tally> tallies = new Sightings(job, new EventKeys("")).of(payloads, answers, parts);
            System.out.printf(
                    Locale.ROOT,
                    "%,d events, %,d rows: %,.1f s in a heap of %,d MB; %,d visible%n",
                    events,
                    PAYLOADS * ROWS,
                    (System.nanoTime() - begin) / 1e9,
                    Runtime.getRuntime().maxMemory() >> 20,
                    tallies.values().stream()
                            .mapToLong(tally -> tally.sighting().visible())
                            .sum());
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        }
    }

    private static List<SoughtPayload> payloads(JobContext job) throws IOException {
        RunPaths paths = job.outbox().paths(1);
        Instant sent = Instant.ofEpochSecond(NOON);
        List<SoughtPayload> payloads = new ArrayList<>();
        for (int payload = 0; payload < PAYLOADS; payload++) {
            String id = "p" + payload;
            String sha256;
            try (PayloadFile file = new PayloadFile(job.store(), paths.payload(id + ".csv"))) {
                write(file, "application_id,profile_id,event_name,event_timestamp\r\n");
                for (int row = 0; row < ROWS; row++) {
                    write(file, "1111," + own(payload * ROWS + row) + "\r\n");
                }
                sha256 = file.complete();
            }
            FrozenPayload frozen = new FrozenPayload(
                    new FrozenPayload.Name(id, "", id + ".csv"),
                    new FrozenPayload.Owner("1111", IdentifierKind.PROFILE_ID),
                    new FrozenPayload.Content(ROWS, 1, sha256, NOON, NOON));
            Receipt receipt = new Receipt(
                    new AttemptId(id, 1),
                    new Receipt.Result(AttemptOutcome.ACCEPTED, 200, "", ""),
                    new Receipt.Request(1, sent, sent, 1, "", 1));
            PayloadHistory history = new PayloadHistory(
                            frozen, new TreeMap<>(), new TreeMap<>(), List.of(), Optional.empty())
                    .with(receipt);
            payloads.add(new SoughtPayload(1, history, PayloadState.ACCEPTED, List.of(sent)));
        }
        return payloads;
    }

    private static void write(PayloadFile file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        file.write(bytes, 0, bytes.length);
    }

    /** User, name and time of an event of the job. */
    private static String own(int number) {
        return "invented-user-" + number % 300_000 + ",event-" + number % 7 + "," + (NOON + number % 80_000);
    }

    private static List<Part> answers(JobContext job, org.apache.hadoop.fs.Path folder, int events) throws IOException {
        List<Part> parts = new ArrayList<>();
        int[] shares = {10, 80, 10};
        int number = 0;
        for (int part = 0; part < shares.length; part++) {
            int end = part == shares.length - 1 ? events : number + (int) (events / 100L * shares[part]);
            String name = part + ".csv.gz";
            try (OutputStream file =
                    new GZIPOutputStream(job.store().create(new org.apache.hadoop.fs.Path(folder, name)), 1 << 16)) {
                StringBuilder lines = new StringBuilder("profile_id,event_name,event_timestamp,appmetrica_device_id\n");
                for (; number < end; number++) {
                    String event = number < PAYLOADS * ROWS
                            ? own(number)
                            : (number % 10 == 0 ? "one-user" : "sdk-user-" + number % 900_000)
                                    + ",opened," + (NOON - number % 80_000);
                    lines.append(event).append(",123456789").append(number).append('\n');
                    if (lines.length() > 1 << 16) {
                        file.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                        lines.setLength(0);
                    }
                }
                file.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            }
            parts.add(new Part("1111", name));
        }
        return parts;
    }
}
