package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.Pages;
import io.github.appmetricaexport.results.RunOutcome;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people and schedulers read of commands and exit codes is what the jar has. */
class ReadmeTest {
    private static final Pattern CODE_ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.+?) \\| .+ \\|$");
    private static final Pattern COMMAND_ROW = Pattern.compile("(?m)^\\| `([a-z-]+) ");

    @Test
    void theReadmeHasEveryExitCodeInTheWordsOfTheProduct() {
        assertThat(CODE_ROW.matcher(Pages.between("README.md", "exit codes")).results())
                .extracting(row -> row.group(1) + ": " + row.group(2))
                .containsExactlyElementsOf(outcomes()
                        .map(outcome -> outcome.exitCode() + ": " + outcome.sentence())
                        .toList());
    }

    @Test
    void theReadmeHasEveryCommand() {
        List<String> commands = Main.commandLine().getSubcommands().keySet().stream()
                .filter(name -> !name.equals("help"))
                .toList();
        assertThat(COMMAND_ROW.matcher(Pages.between("README.md", "commands")).results())
                .extracting((MatchResult row) -> row.group(1))
                .containsExactlyInAnyOrderElementsOf(commands);
    }

    @Test
    void theHelpOfExportHasEveryExitCode() {
        String help = Main.commandLine().getSubcommands().get("export").getUsageMessage();
        String codes = help.substring(help.indexOf("Exit codes:"), help.indexOf("Keys are never configured"));
        assertThat(Pattern.compile("\\b\\d+\\b").matcher(codes).results())
                .extracting(MatchResult::group)
                .containsExactlyElementsOf(
                        outcomes().map(outcome -> "" + outcome.exitCode()).toList());
    }

    @Test
    void theDagEndsForTheReasonsOfTheProduct() {
        String retries = Pages.text("jobs/airflow/dags/appmetrica/retries.py");
        for (RunOutcome outcome : List.of(
                RunOutcome.BUG,
                RunOutcome.BAD_CONFIG,
                RunOutcome.BAD_SOURCE,
                RunOutcome.GATE_REFUSED,
                RunOutcome.REFUSED,
                RunOutcome.IN_DOUBT)) {
            String key = outcome == RunOutcome.GATE_REFUSED ? "GATE_REFUSED" : "" + outcome.exitCode();
            assertThat(retries).contains("    " + key + ": \"" + outcome.sentence() + "\",\n");
        }
        assertThat(retries)
                .contains("\nINCOMPLETE = " + RunOutcome.INCOMPLETE.exitCode() + "\n")
                .contains("\nLOCKED = " + RunOutcome.LOCKED.exitCode() + "\n")
                .contains("\nGATE_REFUSED = " + RunOutcome.GATE_REFUSED.exitCode() + "\n");
    }

    @Test
    void theDagsOwnPageHasEveryExitCodeThatAScheduledRunCanMeet() {
        String page = Pages.text("jobs/airflow/dags/appmetrica/dag.md");
        String list = page.substring(page.indexOf("By exit code:"), page.indexOf("#### By hand"));
        assertThat(Pattern.compile("(?m)^- \\*\\*(.+)\\*\\*").matcher(list).results())
                .flatExtracting(row -> List.of(row.group(1).split(", ")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                outcomes()
                                        .filter(outcome -> outcome != RunOutcome.COMPLETE)
                                        // Of reconcile alone.
                                        .filter(outcome -> outcome != RunOutcome.NOT_VISIBLE)
                                        .map(outcome -> "" + outcome.exitCode()),
                                // The last is Spark's own, of a driver that ran out of memory.
                                Stream.of("none", "52"))
                        .toList());
    }

    private static Stream<RunOutcome> outcomes() {
        return Arrays.stream(RunOutcome.values());
    }
}
