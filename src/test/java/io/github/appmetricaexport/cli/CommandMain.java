package io.github.appmetricaexport.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the two commands in a process of their own. */
@Command(
        name = "test",
        subcommands = {SandboxCommand.class, SampleDataCommand.class})
final class CommandMain {
    private CommandMain() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new CommandMain());
    }
}
