package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.audit.FindEvents;
import io.github.appmetricaexport.audit.SoughtUser;
import io.github.appmetricaexport.config.VisibleText;
import java.time.Instant;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code find}: was this user's event sent. */
@Command(
        name = "find",
        description = {
            "Lists a user's events of a date, each with its payload, its row, its outcome and the API's answer, and the rows"
                    + " that validation refused. Searches the payload files while they are kept (work.keep-payloads), then"
                    + " the results tables (results.index-events). Sends nothing; safe at any time.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  jobs/submit.sh find --config conf/production.conf --date 2026-11-22 --profile-id 1234567890"
        })
final class FindCommand extends DateCommand {
    @ArgGroup(multiplicity = "1")
    private User user;

    @Mixin
    private OutputOption output;

    private static final class User {
        @Option(
                names = "--profile-id",
                required = true,
                paramLabel = "ID",
                description = "The user as profile_id has it.")
        private String profile;

        @Option(
                names = "--device-id",
                required = true,
                paramLabel = "ID",
                description = "The device as appmetrica_device_id has it.")
        private String device;
    }

    @Override
    public Integer call() {
        SoughtUser sought = user.profile == null
                ? new SoughtUser(IdentifierKind.APPMETRICA_DEVICE_ID, user.device)
                : new SoughtUser(IdentifierKind.PROFILE_ID, user.profile);
        FindEvents find = new FindEvents(config(), date(), sought);
        if (output.isJson()) {
            return output.print(0, find.found(Instant.now()));
        }
        System.out.print(VisibleText.page(find.answer(Instant.now())));
        return 0;
    }
}
