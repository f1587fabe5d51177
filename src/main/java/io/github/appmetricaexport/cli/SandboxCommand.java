package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.sandbox.ApiSwitches;
import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import io.github.appmetricaexport.sandbox.ApiSwitches.Choice;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.sandbox.FaultRule;
import io.github.appmetricaexport.sandbox.KeyRing;
import io.github.appmetricaexport.sandbox.SandboxOptions;
import io.github.appmetricaexport.sandbox.SandboxOptions.Imports;
import io.github.appmetricaexport.sandbox.SandboxServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code sandbox}: the Post API on this machine, until it is stopped. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "A stand-in for AppMetrica's Post API on 127.0.0.1, for trying the export without a key, and for its Logs"
                    + " API, which shows the events that were posted, later and not all of them where told.",
            "",
            "It refuses what the API's documentation rules out, has a switch for what it leaves open, never"
                    + " recognises an event that it has seen before, and keeps a ledger of every event it applied:"
                    + " DIR/requests.jsonl has a line per request, DIR/applied/ the rows as they were received,"
                    + " DIR/exports.jsonl a line per request to the Logs API."
                    + " GET /counts shows what came so far, as JSON. Stop it with Ctrl-C or SIGTERM.",
            ""
        },
        footer = {
            "",
            "Faults, at most one a request, drawn from the seed and the request's number:",
            "  KIND          a status from 300 to 599, or one of other-body, slow,",
            "                no-answer, reset-before-body, reset-within-body,",
            "                reset-after-body, apply-no-answer, apply-reset",
            "  PROBABILITY   of each request, 0 to 1; 1 if left out",
            "  from=N to=N   only for these requests, counted from 1",
            "  applied=true  apply the events, then answer with the fault; applied=SHARE, 0 to 1: that",
            "                part of the rows",
            "  retry-after=SECONDS        the header, as a number",
            "  retry-after-date=SECONDS   the header, as a date",
            "  delay=SECONDS of slow (5 if left out)",
            "  text=TEXT     the body of other-body; the Location of a redirect, this server",
            "                if left out",
            "",
            "Examples:",
            "  sandbox --port 8080 --key 1111=any-words-will-do --ledger target/ledger",
            "  sandbox --key-file keys --ledger target/ledger --fault-seed 7 \\",
            "          --fault 503:0.1:retry-after=2 --fault apply-no-answer:0.01 \\",
            "          --fault 403:1:from=500",
            "  sandbox --key-file keys --logs-token-file tokens --ledger target/ledger \\",
            "          --logs-delay 14400 --logs-strangers 'ghost-.*' --logs-fault 503:0.1"
        })
public final class SandboxCommand implements Callable<Integer> {
    private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

    @Option(names = "--port", paramLabel = "N", defaultValue = "8080", description = "Port; 0: any free one." + DEFAULT)
    private int port;

    @Option(names = "--port-file", paramLabel = "F", description = "Write the port to this file once it listens.")
    private Path portFile;

    @Option(names = "--key", paramLabel = "APP=KEY", description = "The Post API key of an application; repeatable.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--key-file",
            paramLabel = "F",
            description = "APP=KEY lines, read again at each request; keeps keys out of the process list.")
    private Path keyFile;

    @Option(
            names = "--ledger",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the ledger; one that exists is added to. It holds the events' data.")
    private Path ledger;

    @Mixin
    private CommandSpec allowances = allowances();

    @Option(
            names = "--max-event-age",
            paramLabel = "DAYS",
            defaultValue = "14",
            description = "Older events are refused; none: no event is too old." + DEFAULT)
    private String maxEventAge;

    @Option(
            names = "--max-clock-skew",
            paramLabel = "HOURS",
            defaultValue = "1",
            description = "Events further in the future are refused; none: all are taken." + DEFAULT)
    private String maxClockSkew;

    @Option(
            names = "--max-event-json",
            paramLabel = "BYTES",
            defaultValue = "235520",
            description = "The longest event_json." + DEFAULT)
    private int maxEventJson;

    @Mixin
    private LogsApiOptions logs;

    @Option(names = "--fault", paramLabel = FaultRule.SYNTAX, description = "See below; repeatable.")
    private List<String> faults = new ArrayList<>();

    @Option(names = "--faults", paramLabel = "F", description = "A file of faults, one a line; # begins a comment.")
    private Path faultFile;

    @Option(names = "--fault-seed", paramLabel = "S", defaultValue = "1", description = "Draws the faults." + DEFAULT)
    private long faultSeed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SandboxOptions options = options();
        try (SandboxServer server = SandboxServer.start(options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "sandbox-stop"));
            if (portFile != null) {
                writePort(server.port());
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println("sandbox at " + server.baseUrl() + ", ledger in " + ledger.toAbsolutePath());
            out.flush();
            // A signal ends the process.
            new CountDownLatch(1).await();
        } catch (BindException taken) {
            throw new ParameterException(
                    spec.commandLine(), "cannot listen on port " + port + ": choose another --port, or 0", taken);
        }
        return 0;
    }

    private SandboxOptions options() {
        try {
            return new SandboxOptions(
                    port,
                    ledger,
                    new Imports(
                            new KeyRing(this::allKeys), switches(), FaultPlan.parse(faultSeed, all(faults, faultFile))),
                    logs.switches(faultSeed),
                    Clock.systemUTC());
        } catch (IllegalArgumentException | UncheckedIOException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    /** An option for each allowance, the default first among its values. */
    private static CommandSpec allowances() {
        CommandSpec options = CommandSpec.create();
        for (Allowance allowance : Allowance.values()) {
            Choice choice = allowance.choice();
            List<String> values = ApiSwitches.DEFAULT.allows(allowance)
                    ? List.of(choice.allow(), choice.refuse())
                    : List.of(choice.refuse(), choice.allow());
            options.addOption(OptionSpec.builder(choice.option())
                    .type(String.class)
                    .paramLabel(String.join("|", values))
                    .defaultValue(values.get(0))
                    .description(choice.sentence() + DEFAULT)
                    .converters(value -> oneOf(values, value))
                    .build());
        }
        return options;
    }

    private static String oneOf(List<String> values, String value) {
        if (!values.contains(value)) {
            throw new TypeConversionException(
                    "expected one of " + values + " (case-sensitive) but was '" + value + "'");
        }
        return value;
    }

    private ApiSwitches switches() {
        Set<Allowance> allowed = EnumSet.allOf(Allowance.class);
        allowed.removeIf(allowance -> {
            Choice choice = allowance.choice();
            return choice.refuse().equals(allowances.findOption(choice.option()).getValue());
        });
        return new ApiSwitches(
                allowed,
                span("--max-event-age", maxEventAge, Duration.ofDays(1)),
                span("--max-clock-skew", maxClockSkew, Duration.ofHours(1)),
                maxEventJson,
                ApiSwitches.DEFAULT.maxRows(),
                ApiSwitches.DEFAULT.maxBytes());
    }

    private static Duration span(String option, String text, Duration unit) {
        if (text.equals("none")) {
            return ApiSwitches.UNLIMITED;
        }
        if (!text.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(option + " takes a whole number or none");
        }
        return unit.multipliedBy(Long.parseLong(text));
    }

    private Map<Integer, String> allKeys() {
        Map<Integer, String> keyOfApplication = secrets(keys, keyFile);
        if (keyOfApplication.isEmpty()) {
            throw new IllegalArgumentException("give at least one key with --key or --key-file");
        }
        return keyOfApplication;
    }

    /** The secrets by application of the command line, and of a file where one is named. */
    static Map<Integer, String> secrets(List<String> given, Path file) {
        Map<Integer, String> secretOfApplication = new LinkedHashMap<>();
        for (String text : all(given, file)) {
            Map.Entry<Integer, String> secret = KeyRing.parse(text);
            secretOfApplication.put(secret.getKey(), secret.getValue());
        }
        return secretOfApplication;
    }

    /** What the command line has, then the lines of the file that are not blank, where one is named. */
    private static List<String> all(List<String> given, Path file) {
        if (file == null) {
            return given;
        }
        try {
            Stream<String> lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank());
            return Stream.concat(given.stream(), lines).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** A reader sees no file or the whole number. */
    private void writePort(int bound) throws IOException {
        Path whole = portFile.toAbsolutePath();
        Path partial = whole.resolveSibling(whole.getFileName() + ".tmp");
        Files.writeString(partial, bound + "\n");
        Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void stop(SandboxServer server) {
        try {
            server.close();
        } catch (IOException e) {
            System.err.println("the sandbox's ledger could not be closed: " + e.getMessage());
        }
    }
}
