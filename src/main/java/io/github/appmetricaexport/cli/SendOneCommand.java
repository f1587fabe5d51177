package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.job.SendOne;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.upload.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code send-one}: does my key work? */
@Command(
        name = "send-one",
        description = {
            "Sends one event by query parameters and shows the answer: does the key work, does the API answer?",
            "",
            "It is a real event: the API has no test mode and no undo. No outbox, no results tables.",
            ""
        },
        footer = {
            "",
            "event_timestamp is now unless given. Exit codes: 0 accepted, 2 configuration or key, 5 refused, 6 not sent,"
                    + " 7 the answer was lost.",
            "",
            "Example:",
            "  jobs/submit.sh send-one --config conf/production.conf --application 1111 \\",
            "                 profile_id=a-test-user event_name=key_test"
        })
final class SendOneCommand extends ConfiguredCommand {
    @Option(names = "--application", required = true, paramLabel = "A", description = "The application's number.")
    private String application;

    @Parameters(paramLabel = "FIELD=VALUE", description = "The event: profile_id=…, event_name=…, and so on.")
    private List<String> fields = new ArrayList<>();

    @Override
    public Integer call() {
        ExportConfig settings = config();
        Attempt attempt = SendOne.send(settings, event());
        System.out.println(attempt.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (attempt.reply().status() == 0
                        ? ""
                        : ", status " + attempt.reply().status())
                + ", " + attempt.request().latency().toMillis() + " ms");
        if (!attempt.reply().answer().isEmpty()) {
            System.out.println("the API answers: " + attempt.reply().answer());
        }
        if (!attempt.error().isEmpty()) {
            System.out.println(attempt.error());
        }
        return outcome(attempt.outcome()).exitCode();
    }

    private Map<PostApiField, String> event() {
        Map<PostApiField, String> event = new EnumMap<>(PostApiField.class);
        List<Problem> problems = new ArrayList<>();
        event.put(PostApiField.APPLICATION_ID, application);
        for (String text : fields) {
            String name = StringUtils.substringBefore(text, "=");
            Optional<PostApiField> field = text.contains("=") ? PostApiField.ofColumn(name) : Optional.empty();
            if (field.isEmpty()) {
                problems.add(new Problem(
                        name,
                        "",
                        "write FIELD=VALUE with one of the fields "
                                + Arrays.stream(PostApiField.values())
                                        .map(PostApiField::column)
                                        .collect(Collectors.joining(", "))));
            } else {
                event.put(field.get(), StringUtils.substringAfter(text, "="));
            }
        }
        event.putIfAbsent(
                PostApiField.EVENT_TIMESTAMP, Long.toString(Instant.now().getEpochSecond()));
        problems.addAll(missing(event));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return event;
    }

    private static List<Problem> missing(Map<PostApiField, String> event) {
        List<Problem> problems = new ArrayList<>();
        if (!event.get(PostApiField.APPLICATION_ID).matches("[0-9]{1,10}")) {
            problems.add(new Problem("--application", event.get(PostApiField.APPLICATION_ID), "must be a number"));
        }
        if (!event.containsKey(PostApiField.EVENT_NAME)) {
            problems.add(new Problem("event_name", "", "is required: event_name=VALUE"));
        }
        if (event.containsKey(PostApiField.PROFILE_ID) == event.containsKey(PostApiField.APPMETRICA_DEVICE_ID)) {
            problems.add(new Problem("profile_id", "", "give exactly one of profile_id and appmetrica_device_id"));
        }
        return problems;
    }

    private static RunOutcome outcome(AttemptOutcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> RunOutcome.COMPLETE;
            case NOT_SENT, REFUSED_FOR_NOW -> RunOutcome.INCOMPLETE;
            case AMBIGUOUS -> RunOutcome.IN_DOUBT;
            case REFUSED, KEY_REFUSED, ADDRESS_REFUSED, TOO_LARGE -> RunOutcome.REFUSED;
        };
    }
}
