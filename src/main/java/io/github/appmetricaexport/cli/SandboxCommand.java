package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.sandbox.ApiSwitches;
import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import io.github.appmetricaexport.sandbox.FaultPlan;
import io.github.appmetricaexport.sandbox.KeyRing;
import io.github.appmetricaexport.sandbox.SandboxOptions;
import io.github.appmetricaexport.sandbox.SandboxServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sandbox}: the Post API on this machine, until it is stopped. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "A stand-in for AppMetrica's Post API on 127.0.0.1, for trying the export without a key.",
            "",
            "It refuses what the API's documentation rules out, has a switch for what it leaves open, never"
                    + " recognises an event that it has seen before, and keeps a ledger of every event it applied:"
                    + " DIR/requests.jsonl has a line per request, DIR/applied/ the rows as they were received."
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
            "  applied=true  apply the events, then answer with the fault",
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
            "          --fault 403:1:from=500"
        })
public final class SandboxCommand implements Callable<Integer> {
    /** What the documentation leaves open and this command refuses or allows. */
    enum Switch {
        refuse,
        allow
    }

    /** What becomes of the good rows of a file with bad ones. */
    enum Rejection {
        atomic,
        partial
    }

    /** How records may end. */
    enum LineEnds {
        crlf,
        any
    }

    /** Which Content-Type a file may have. */
    enum ContentType {
        any,
        csv
    }

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

    @Option(
            names = "--rejection",
            paramLabel = "atomic|partial",
            description = "With bad rows, apply nothing or the good rows." + DEFAULT)
    private Rejection rejection = Rejection.atomic;

    @Option(
            names = "--mixed-applications",
            paramLabel = "refuse|allow",
            description = "Several applications in one file." + DEFAULT)
    private Switch mixedApplications = Switch.refuse;

    @Option(
            names = "--both-identifier-columns",
            paramLabel = "refuse|allow",
            description = "profile_id and device id in one header." + DEFAULT)
    private Switch bothIdentifierColumns = Switch.refuse;

    @Option(names = "--gzip", paramLabel = "refuse|allow", description = "Content-Encoding: gzip." + DEFAULT)
    private Switch gzip = Switch.refuse;

    @Option(
            names = "--chunked",
            paramLabel = "refuse|allow",
            description = "A body without a Content-Length." + DEFAULT)
    private Switch chunked = Switch.refuse;

    @Option(names = "--expect-continue", paramLabel = "refuse|allow", description = "Expect: 100-continue." + DEFAULT)
    private Switch expectContinue = Switch.refuse;

    @Option(names = "--line-ends", paramLabel = "crlf|any", description = "How records may end." + DEFAULT)
    private LineEnds lineEnds = LineEnds.crlf;

    @Option(
            names = "--content-type",
            paramLabel = "any|csv",
            description = "Content-Type of a file: anything, or text/csv." + DEFAULT)
    private ContentType contentType = ContentType.any;

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

    @Option(
            names = "--fault",
            paramLabel = "KIND[:PROBABILITY[:KEY=VALUE,...]]",
            description = "See below; repeatable.")
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
        CountDownLatch stopped = new CountDownLatch(1);
        try (SandboxServer server = SandboxServer.start(options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, stopped), "sandbox-stop"));
            if (portFile != null) {
                writePort(server.port());
            }
            spec.commandLine()
                    .getOut()
                    .println("sandbox at " + server.baseUrl() + ", ledger in " + ledger.toAbsolutePath());
            spec.commandLine().getOut().flush();
            stopped.await();
        } catch (BindException taken) {
            throw new ParameterException(
                    spec.commandLine(), "cannot listen on port " + port + ": choose another --port, or 0", taken);
        }
        return 0;
    }

    private SandboxOptions options() {
        try {
            return new SandboxOptions(port, new KeyRing(this::allKeys), ledger, switches(), plan(), Clock.systemUTC());
        } catch (IllegalArgumentException | UncheckedIOException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private Map<Integer, String> allKeys() {
        Map<Integer, String> keyOfApplication = new LinkedHashMap<>();
        List<String> texts = new ArrayList<>(keys);
        if (keyFile != null) {
            lines(keyFile).stream().filter(line -> !line.isBlank()).forEach(texts::add);
        }
        for (String text : texts) {
            Map.Entry<Integer, String> key = KeyRing.parse(text);
            keyOfApplication.put(key.getKey(), key.getValue());
        }
        if (keyOfApplication.isEmpty()) {
            throw new IllegalArgumentException("give at least one key with --key or --key-file");
        }
        return keyOfApplication;
    }

    private FaultPlan plan() {
        List<String> rules = new ArrayList<>(faults);
        if (faultFile != null) {
            rules.addAll(lines(faultFile));
        }
        return FaultPlan.parse(faultSeed, rules);
    }

    private ApiSwitches switches() {
        ApiSwitches strict = new ApiSwitches(
                ApiSwitches.DEFAULT.allowed(),
                span("--max-event-age", maxEventAge, Duration.ofDays(1)),
                span("--max-clock-skew", maxClockSkew, Duration.ofHours(1)),
                maxEventJson,
                ApiSwitches.DEFAULT.maxRows(),
                ApiSwitches.DEFAULT.maxBytes());
        Map<Allowance, Boolean> choices = new LinkedHashMap<>();
        choices.put(Allowance.PARTIAL_APPLICATION, rejection == Rejection.partial);
        choices.put(Allowance.MIXED_APPLICATIONS, mixedApplications == Switch.allow);
        choices.put(Allowance.BOTH_IDENTIFIER_COLUMNS, bothIdentifierColumns == Switch.allow);
        choices.put(Allowance.GZIP, gzip == Switch.allow);
        choices.put(Allowance.CHUNKED, chunked == Switch.allow);
        choices.put(Allowance.EXPECT_CONTINUE, expectContinue == Switch.allow);
        choices.put(Allowance.ANY_LINE_END, lineEnds == LineEnds.any);
        choices.put(Allowance.ANY_CONTENT_TYPE, contentType == ContentType.any);
        ApiSwitches chosen = strict;
        for (Map.Entry<Allowance, Boolean> choice : choices.entrySet()) {
            chosen = choice.getValue() ? chosen.allowing(choice.getKey()) : chosen.refusing(choice.getKey());
        }
        return chosen;
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

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
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

    private static void stop(SandboxServer server, CountDownLatch stopped) {
        try {
            server.close();
        } catch (IOException e) {
            System.err.println("the sandbox's ledger could not be closed: " + e.getMessage());
        } finally {
            stopped.countDown();
        }
    }
}
