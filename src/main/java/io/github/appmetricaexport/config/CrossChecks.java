package io.github.appmetricaexport.config;

import static io.github.appmetricaexport.config.ExportOptions.DEADLINE;
import static io.github.appmetricaexport.config.ExportOptions.EVENT_AGE_MARGIN;
import static io.github.appmetricaexport.config.ExportOptions.FIRST_BACK_OFF;
import static io.github.appmetricaexport.config.ExportOptions.KEY_DIRECTORY;
import static io.github.appmetricaexport.config.ExportOptions.KEY_SOURCE;
import static io.github.appmetricaexport.config.ExportOptions.LONGEST_BACK_OFF;
import static io.github.appmetricaexport.config.ExportOptions.MAX_EVENT_AGE;
import static io.github.appmetricaexport.config.ExportOptions.RESULTS_PATH;
import static io.github.appmetricaexport.config.ExportOptions.RESULTS_TABLES;
import static io.github.appmetricaexport.config.ExportOptions.RESULTS_TABLE_FORMAT;

import io.github.appmetricaexport.api.PostApiField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What must hold between options that are each right. Options that are not were reported by themselves. */
final class CrossChecks {
    private static final Option<String> PROFILE_ID = ExportOptions.mapping(PostApiField.PROFILE_ID);
    private static final Option<String> DEVICE_ID = ExportOptions.mapping(PostApiField.APPMETRICA_DEVICE_ID);

    private final OptionValues values;
    private final List<Problem> problems = new ArrayList<>();

    private CrossChecks(OptionValues values) {
        this.values = values;
    }

    static List<Problem> of(OptionValues values) {
        CrossChecks checks = new CrossChecks(values);
        checks.anEventBelongsToSomebody();
        checks.theKeyDirectoryIsNamedWhenItIsUsed();
        checks.eventsOutliveTheRun();
        checks.theFirstBackOffIsTheShortest();
        checks.theTablesHaveOnePlace();
        return checks.problems;
    }

    private void anEventBelongsToSomebody() {
        if (!values.has(PROFILE_ID, DEVICE_ID)) {
            return;
        }
        if (values.of(PROFILE_ID).isEmpty() && values.of(DEVICE_ID).isEmpty()) {
            problems.add(new Problem(
                    PROFILE_ID.key(),
                    "",
                    "is required, or " + DEVICE_ID.key() + ", or both: every event belongs to a profile or a device"));
        }
    }

    private void theKeyDirectoryIsNamedWhenItIsUsed() {
        if (!values.has(KEY_SOURCE, KEY_DIRECTORY)) {
            return;
        }
        boolean isUsed = values.of(KEY_SOURCE) == KeySource.DIRECTORY;
        boolean isNamed = !values.of(KEY_DIRECTORY).isEmpty();
        if (isUsed && !isNamed) {
            problems.add(new Problem(
                    KEY_DIRECTORY.key(),
                    "",
                    "is required with api.key-source = directory: the folder of the key files"));
        }
        if (isNamed && !isUsed) {
            problems.add(new Problem(
                    KEY_DIRECTORY.key(),
                    values.of(KEY_DIRECTORY),
                    "is read only with api.key-source = directory: set that, or leave this out"));
        }
    }

    /** Otherwise an event that was young enough when it was planned could be too old when it is sent. */
    private void eventsOutliveTheRun() {
        if (!values.has(DEADLINE, EVENT_AGE_MARGIN, MAX_EVENT_AGE)) {
            return;
        }
        Duration age = values.of(MAX_EVENT_AGE);
        Duration left = age.minus(values.of(EVENT_AGE_MARGIN));
        if (values.of(DEADLINE).compareTo(left) >= 0) {
            problems.add(new Problem(
                    DEADLINE.key(),
                    text(values.of(DEADLINE)),
                    "must, together with api.event-age-margin = " + text(values.of(EVENT_AGE_MARGIN))
                            + ", stay below api.max-event-age = " + text(age)));
        }
    }

    private void theFirstBackOffIsTheShortest() {
        if (!values.has(FIRST_BACK_OFF, LONGEST_BACK_OFF)) {
            return;
        }
        Duration longest = values.of(LONGEST_BACK_OFF);
        if (values.of(FIRST_BACK_OFF).compareTo(longest) > 0) {
            problems.add(new Problem(
                    FIRST_BACK_OFF.key(),
                    text(values.of(FIRST_BACK_OFF)),
                    "must be at most upload.longest-back-off = " + text(longest)));
        }
    }

    private void theTablesHaveOnePlace() {
        if (!values.has(RESULTS_PATH, RESULTS_TABLES, RESULTS_TABLE_FORMAT)) {
            return;
        }
        String tables = values.of(RESULTS_TABLES);
        if (values.of(RESULTS_PATH).isEmpty() && tables.isEmpty()) {
            problems.add(new Problem(
                    RESULTS_PATH.key(),
                    "",
                    "is required, or " + RESULTS_TABLES.key() + ": a folder for Parquet, or a catalog's namespace"));
        }
        if (!values.of(RESULTS_PATH).isEmpty() && !tables.isEmpty()) {
            problems.add(new Problem(
                    RESULTS_TABLES.key(),
                    tables,
                    "stands in the place of " + RESULTS_PATH.key() + ": leave out one of them"));
        }
        if (!values.of(RESULTS_TABLE_FORMAT).isEmpty() && tables.isEmpty()) {
            problems.add(new Problem(
                    RESULTS_TABLE_FORMAT.key(),
                    values.of(RESULTS_TABLE_FORMAT),
                    "is read only with " + RESULTS_TABLES.key() + ": set that, or leave this out"));
        }
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
