package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.DayTooLargeException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.source.SourceFailure;
import io.github.appmetricaexport.upload.DirectoryKeyStore;
import io.github.appmetricaexport.upload.MissingKeyException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.parquet.io.ParquetDecodingException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ExitCodesTest {
    private static final Path PROJECT = Path.of(System.getProperty("project.root", "."));
    private static final Path DAG = PROJECT.resolve("jobs/airflow/dags/appmetrica");
    private static final List<RunOutcome> FAILURES = Arrays.stream(RunOutcome.values())
            .filter(outcome -> outcome != RunOutcome.COMPLETE)
            .toList();

    private final StringWriter err = new StringWriter();

    private int handle(Exception failure) {
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err));
        return new ExitCodes().handleExecutionException(failure, command, null);
    }

    @Test
    void namesEveryProblemOfTheConfiguration() {
        int exitCode = handle(new ConfigException(List.of(
                new Problem("work.path", "/a", "is wrong"), new Problem("results.path", "/b", "is wrong too"))));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("2 problems", "work.path", "results.path", "is wrong too", "exit 2:");
    }

    @Test
    void hasItsExitCodeForEveryKindOfFailure() {
        Exception source =
                SourceFailure.in(new ParquetDecodingException("a damaged page")).orElseThrow();

        assertThat(Failures.outcome(source)).isEqualTo(RunOutcome.BAD_SOURCE);
        assertThat(Failures.outcome(new OutboxException("no space"))).isEqualTo(RunOutcome.INCOMPLETE);
        assertThat(Failures.outcome(new DayTooLargeException("too large"))).isEqualTo(RunOutcome.GATE_REFUSED);
        assertThat(Failures.outcome(new LockHeldException("held"))).isEqualTo(RunOutcome.LOCKED);
        Exception missingKey = catchThrowableOfType(
                MissingKeyException.class, () -> new DirectoryKeyStore(Path.of("no-such-folder")).keyOf("1111"));

        assertThat(Failures.outcome(missingKey)).isEqualTo(RunOutcome.BAD_CONFIG);
        assertThat(Failures.outcome(new IllegalStateException("unforeseen"))).isEqualTo(RunOutcome.BUG);
    }

    @Test
    void tellsAUsersMistakeWithoutAStack() {
        assertThat(handle(new OutboxException("cannot write /work: No space left on device")))
                .isEqualTo(6);
        assertThat(err.toString())
                .contains("error: cannot write /work: No space left on device", "exit 6:", "run again to resume")
                .doesNotContain("\tat ");
    }

    @Test
    void showsTheStackOfABug() {
        assertThat(handle(new IllegalStateException("unforeseen"))).isEqualTo(1);
        assertThat(err.toString()).contains("java.lang.IllegalStateException: unforeseen", "\tat ", "exit 1:");
    }

    @Test
    void whatASettingOrAFileIsCalledCannotSteerTheTerminalOrForgeALine() {
        handle(new ConfigException(List.of(new Problem("mapping.event_name", "a\u001b[31m", "no column b\nexit 0"))));
        handle(new OutboxException("cannot read c\u001b[2J\r\nexit 0"));
        handle(new IllegalStateException("d\u001b[0m"));

        assertThat(err.toString())
                .contains("mapping.event_name = a\\u001b[31m: no column b\\nexit 0")
                .contains("cannot read c\\u001b[2J\\r\\nexit 0")
                .contains("d\\u001b[0m")
                .doesNotContain("\u001b", "\r", "\nexit 0");
    }

    @Test
    void theHelpListsAllOfThem() {
        String help = Main.commandLine().getSubcommands().get("export").getUsageMessage(CommandLine.Help.Ansi.OFF);

        assertThat(help).contains("Exit codes:\n");
        for (RunOutcome outcome : RunOutcome.values()) {
            assertThat(help.replaceAll("\\s+", " ")).contains(" " + outcome.exitCode() + " " + outcome.sentence());
        }
    }

    @Test
    void theReadmeListsAllOfThem() throws IOException {
        String readme = Files.readString(PROJECT.resolve("README.md"));
        String table = readme.substring(readme.indexOf("| code | meaning |"));

        assertThat(found("^\\| (\\d+) \\|", table.substring(0, table.indexOf("\n\n"))))
                .as("the table of exit codes: a row for each of RunOutcome")
                .containsExactlyElementsOf(ExitCodes.list().keySet());
    }

    @Test
    void theDagActsOnAllOfThemByTheirNamesAndSentences() throws IOException {
        String retries = Files.readString(DAG.resolve("retries.py"));
        Set<RunOutcome> told = EnumSet.noneOf(RunOutcome.class);
        Matcher constants = Pattern.compile("(?m)^([A-Z_]+) = (\\d+)$").matcher(retries);
        while (constants.find()) {
            if (Arrays.stream(RunOutcome.values()).map(Enum::name).anyMatch(constants.group(1)::equals)) {
                RunOutcome outcome = RunOutcome.valueOf(constants.group(1));
                assertThat(constants.group(2)).as(outcome.name()).isEqualTo(String.valueOf(outcome.exitCode()));
                told.add(outcome);
            }
        }
        Matcher finals = Pattern.compile("(?m)^    (\\d|[A-Z_]+): \"(.*)\",$").matcher(retries);
        while (finals.find()) {
            // A name that is no outcome's would not be Python's either.
            Optional<RunOutcome> outcome = Arrays.stream(RunOutcome.values())
                    .filter(one -> String.valueOf(one.exitCode()).equals(finals.group(1))
                            || one.name().equals(finals.group(1)))
                    .findFirst();
            outcome.ifPresent(
                    one -> assertThat(finals.group(2)).as("FINAL of retries.py").isEqualTo(one.sentence()));
            outcome.ifPresent(told::add);
        }
        assertThat(told).containsExactlyElementsOf(FAILURES);
    }

    @Test
    void theDagsPagesSayWhatBecomesOfAllOfThem() throws IOException {
        String pages = Files.readString(DAG.resolve("dag.md")) + Files.readString(DAG.resolve("reconciliation.md"));
        List<String> told = found("^- \\*\\*([0-9, none]+)\\*\\*", pages).stream()
                .flatMap(codes -> Arrays.stream(codes.split(", ")))
                // The last is Spark's own, of a driver that ran out of memory.
                .filter(code -> !Set.of("none", "52").contains(code))
                .toList();

        assertThat(told)
                .containsAll(FAILURES.stream()
                        .map(outcome -> String.valueOf(outcome.exitCode()))
                        .toList());
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
