package io.github.appmetricaexport.send;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.plan.PlainPlanning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The day's source, for {@link PlainPlanning}: it grows and is written anew under the eyes of those who read it, each time at once.
 *
 * <p>An event is known by its name; some are there twice, and some have no name, which makes them invalid.
 */
final class ChaosSource {
    /** Begins the names of events that are there more than once. */
    static final String TWIN = "twin-";

    private final Path folder;
    private final Random random;
    private final Map<String, Integer> shown = new HashMap<>();
    private List<String> rows = new ArrayList<>();
    private int names;
    private int files;

    /** @param folder of the day */
    ChaosSource(Path folder, Random random) throws IOException {
        this.folder = folder;
        this.random = random;
        Files.createDirectories(folder);
        grow(20 + random.nextInt(60));
    }

    /** A file more. */
    void grow(int events) throws IOException {
        List<String> more = some(events);
        List<String> all = new ArrayList<>(rows);
        all.addAll(more);
        show(all);
        Path file = folder.resolve(".writing");
        Files.write(file, more);
        Files.move(file, folder.resolve(fileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Other files, in which some rows are gone, some are new, and most are as they were. */
    void rewrite() throws IOException {
        List<String> other = new ArrayList<>(rows);
        Collections.shuffle(other, random);
        other.subList(0, random.nextInt(1 + other.size() / 4)).clear();
        other.addAll(some(random.nextInt(8)));
        show(other);
        Path next = Files.createDirectory(folder.resolveSibling("next"));
        int half = random.nextInt(other.size());
        Files.write(next.resolve(fileName()), other.subList(0, half));
        Files.write(next.resolve(fileName()), other.subList(half, other.size()));
        Files.move(folder, folder.resolveSibling("old-" + files));
        Files.move(next, folder);
    }

    private String fileName() {
        return "part-" + ++files + ".parquet";
    }

    private List<String> some(int events) {
        List<String> more = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String filling = "b".repeat(random.nextInt(40) == 0 ? 60_000 : 10);
            String application = random.nextInt(4) == 0 ? "2222" : "1111";
            int kind = random.nextInt(12);
            String name = kind == 0 ? "" : (kind == 1 ? TWIN : "") + "event-" + ++names;
            String row = String.join(
                    ",",
                    application,
                    "invented",
                    name,
                    Long.toString(Instant.now().getEpochSecond()),
                    "{\"a\":\"" + filling + "\"}");
            more.add(row);
            if (kind == 1) {
                more.add(row);
            }
        }
        return more;
    }

    private void show(List<String> now) {
        rows = now;
        counts().forEach((name, count) -> shown.merge(name, count, Math::max));
    }

    /** How many rows there are now. */
    int size() {
        return rows.size();
    }

    /** The valid rows as they are now: how many of each name. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        rows.stream()
                .map(row -> row.split(",", -1)[PlainPlanning.FIELDS.indexOf(PostApiField.EVENT_NAME)])
                .filter(name -> !name.isEmpty())
                .forEach(name -> counts.merge(name, 1, Integer::sum));
        return counts;
    }

    /** How many of each name there ever were at once. */
    Map<String, Integer> shown() {
        return shown;
    }
}
