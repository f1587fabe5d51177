package io.github.appmetricaexport.config;

import static io.github.appmetricaexport.config.ApiOptions.EVENT_AGE_MARGIN;
import static io.github.appmetricaexport.config.ApiOptions.KEY_DIRECTORY;
import static io.github.appmetricaexport.config.ApiOptions.KEY_SOURCE;
import static io.github.appmetricaexport.config.ApiOptions.MAX_EVENT_AGE;
import static io.github.appmetricaexport.config.EvidenceOptions.TOKEN_DIRECTORY;
import static io.github.appmetricaexport.config.EvidenceOptions.TOKEN_SOURCE;
import static io.github.appmetricaexport.config.ExportOptions.JOB_NAME;
import static io.github.appmetricaexport.config.ExportOptions.RESULTS_PATH;
import static io.github.appmetricaexport.config.ExportOptions.RESULTS_TABLES;
import static io.github.appmetricaexport.config.ExportOptions.RESULTS_TABLE_FORMAT;
import static io.github.appmetricaexport.config.ExportOptions.SOURCE_FILTER;
import static io.github.appmetricaexport.config.ExportOptions.SOURCE_PATH;
import static io.github.appmetricaexport.config.ExportOptions.SOURCE_TABLE;
import static io.github.appmetricaexport.config.ExportOptions.UNIQUE_KEY;
import static io.github.appmetricaexport.config.ExportOptions.WORK_PATH;
import static io.github.appmetricaexport.config.UploadOptions.DEADLINE;
import static io.github.appmetricaexport.config.UploadOptions.FIRST_BACK_OFF;
import static io.github.appmetricaexport.config.UploadOptions.LONGEST_BACK_OFF;

import io.github.appmetricaexport.api.PostApiField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What must hold between options that are each right. Options that are not were reported by themselves. */
final class CrossChecks {
    private static final Option<String> PROFILE_ID = ExportOptions.mapping(PostApiField.PROFILE_ID);
    private static final Option<String> DEVICE_ID = ExportOptions.mapping(PostApiField.APPMETRICA_DEVICE_ID);

    private final ExportConfig config;
    private static final List<String> TABLES = List.of("payloads", "rejects", "runs", "events", "visibility");

    private final List<Problem> problems = new ArrayList<>();

    private CrossChecks(ExportConfig config) {
        this.config = config;
    }

    static List<Problem> of(ExportConfig config) {
        CrossChecks checks = new CrossChecks(config);
        checks.ifAllAreRight(checks::anEventBelongsToSomebody, PROFILE_ID, DEVICE_ID);
        checks.ifAllAreRight(() -> checks.datesCanBeWritten(SOURCE_PATH), SOURCE_PATH);
        checks.ifAllAreRight(() -> checks.datesCanBeWritten(SOURCE_FILTER), SOURCE_FILTER);
        checks.ifAllAreRight(() -> checks.datesCanBeWritten(UNIQUE_KEY), UNIQUE_KEY);
        checks.ifAllAreRight(checks::theDayHasOneSource, SOURCE_PATH, SOURCE_TABLE);
        checks.ifAllAreRight(checks::eachDateHasRowsOfItsOwn, SOURCE_PATH, SOURCE_TABLE, SOURCE_FILTER);
        checks.directoryIsNamedWhenItIsUsed(KEY_SOURCE, KEY_DIRECTORY, "the folder of the key files");
        checks.directoryIsNamedWhenItIsUsed(TOKEN_SOURCE, TOKEN_DIRECTORY, "the folder of the token's file");
        checks.ifAllAreRight(checks::eventsOutliveTheRun, DEADLINE, EVENT_AGE_MARGIN, MAX_EVENT_AGE);
        checks.ifAllAreRight(checks::theFirstBackOffIsTheShortest, FIRST_BACK_OFF, LONGEST_BACK_OFF);
        checks.ifAllAreRight(checks::theTablesHaveOnePlace, RESULTS_PATH, RESULTS_TABLES, RESULTS_TABLE_FORMAT);
        checks.ifAllAreRight(checks::outboxAndTablesAreApart, WORK_PATH, JOB_NAME, RESULTS_PATH);
        return checks.problems;
    }

    private void ifAllAreRight(Runnable check, Option<?>... options) {
        if (config.has(options)) {
            check.run();
        }
    }

    private void anEventBelongsToSomebody() {
        if (isAbsent(PROFILE_ID) && isAbsent(DEVICE_ID)) {
            refuse(
                    PROFILE_ID,
                    "is required, or " + DEVICE_ID + ", or both: every event belongs to a profile or a device");
        }
    }

    private void datesCanBeWritten(Option<String> option) {
        DateTemplate.mistakes(config.value(option)).forEach(mistake -> refuse(option, mistake));
    }

    private void theDayHasOneSource() {
        if (isAbsent(SOURCE_PATH) && isAbsent(SOURCE_TABLE)) {
            refuse(
                    SOURCE_PATH,
                    "is required, or " + SOURCE_TABLE + ": where the day's files lie, or a table of a catalog");
        }
        if (!isAbsent(SOURCE_PATH) && !isAbsent(SOURCE_TABLE)) {
            refuse(SOURCE_TABLE, "stands in the place of " + SOURCE_PATH + ": leave out one of them");
        }
    }

    /** Else several dates would send the same rows, of a table even all of it. A path without any date is one day's folder. */
    private void eachDateHasRowsOfItsOwn() {
        String path = config.value(SOURCE_PATH);
        String filter = config.value(SOURCE_FILTER);
        if (!DateTemplate.mistakes(path).isEmpty()
                || !DateTemplate.mistakes(filter).isEmpty()) {
            return;
        }
        if (!isAbsent(SOURCE_TABLE) && !DateTemplate.holdsDate(filter)) {
            refuse(
                    SOURCE_FILTER,
                    (filter.isEmpty() ? "is required with " : "must name the day with ") + SOURCE_TABLE
                            + ", such as dt = '{date}': without the date in it every date would send the same rows of the"
                            + " table");
            return;
        }
        // A folder of a month, of which the filter takes the day, is a date's own.
        String both = path + "\n" + filter;
        if (DateTemplate.holdsDate(both)) {
            Option<String> named = DateTemplate.holdsDate(path) ? SOURCE_PATH : SOURCE_FILTER;
            DateTemplate.ambiguity(both).ifPresent(sentence -> refuse(named, sentence));
        }
    }

    private void directoryIsNamedWhenItIsUsed(Option<KeySource> source, Option<String> directory, String what) {
        ifAllAreRight(
                () -> {
                    boolean isUsed = config.value(source) == KeySource.DIRECTORY;
                    if (isUsed && isAbsent(directory)) {
                        refuse(directory, "is required with " + source + " = directory: " + what);
                    }
                    if (!isUsed && !isAbsent(directory)) {
                        refuse(directory, "is read only with " + source + " = directory: set that, or leave this out");
                    }
                },
                source,
                directory);
    }

    /** Otherwise an event that was young enough when it was planned could be too old when it is sent. */
    private void eventsOutliveTheRun() {
        if (config.value(DEADLINE).compareTo(config.ageWindow()) >= 0) {
            refuse(
                    DEADLINE,
                    "must, together with api.event-age-margin = " + text(config.value(EVENT_AGE_MARGIN))
                            + ", stay below api.max-event-age = " + text(config.value(MAX_EVENT_AGE)));
        }
    }

    private void theFirstBackOffIsTheShortest() {
        Duration longest = config.value(LONGEST_BACK_OFF);
        if (config.value(FIRST_BACK_OFF).compareTo(longest) > 0) {
            refuse(FIRST_BACK_OFF, "must be at most upload.longest-back-off = " + text(longest));
        }
    }

    /** Whatever reads a table reads all that is below its folder. */
    private void outboxAndTablesAreApart() {
        if (isAbsent(RESULTS_PATH)) {
            return;
        }
        String outbox = folder(config.value(WORK_PATH)) + config.value(JOB_NAME) + "/";
        boolean isApart = TABLES.stream()
                .map(table -> folder(config.value(RESULTS_PATH)) + table + "/")
                .noneMatch(table -> table.startsWith(outbox) || outbox.startsWith(table));
        if (!isApart) {
            refuse(
                    RESULTS_PATH,
                    "has a table where the outbox is, " + outbox
                            + " (work.path and job.name): give the tables a folder of" + " their own");
        }
    }

    private static String folder(String path) {
        return path.replaceFirst("/*$", "/");
    }

    private void theTablesHaveOnePlace() {
        if (isAbsent(RESULTS_PATH) && isAbsent(RESULTS_TABLES)) {
            refuse(
                    RESULTS_PATH,
                    "is required, or " + RESULTS_TABLES + ": a folder for Parquet, or a catalog's namespace");
        }
        if (!isAbsent(RESULTS_PATH) && !isAbsent(RESULTS_TABLES)) {
            refuse(RESULTS_TABLES, "stands in the place of " + RESULTS_PATH + ": leave out one of them");
        }
        if (!isAbsent(RESULTS_TABLE_FORMAT) && isAbsent(RESULTS_TABLES)) {
            refuse(RESULTS_TABLE_FORMAT, "is read only with " + RESULTS_TABLES + ": set that, or leave this out");
        }
    }

    private boolean isAbsent(Option<String> option) {
        return config.value(option).isEmpty();
    }

    private void refuse(Option<?> option, String remedy) {
        String shown = config.value(option) instanceof Duration time ? text(time) : option.canonicalText(config);
        problems.add(new Problem(option.key(), shown, remedy));
    }

    /** In the largest unit that needs no fraction. */
    private static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0 && seconds > 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0 && seconds > 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
