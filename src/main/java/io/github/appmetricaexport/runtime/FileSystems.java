package io.github.appmetricaexport.runtime;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.DateTemplate;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Option;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Store;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.VersionInfo;

/** The file systems that a configuration names, opened with words for whoever has to mend what is missing. */
public final class FileSystems {
    private static final Pattern SECRET = Pattern.compile("^([A-Za-z0-9+.-]+)://[^/]*:.*@");

    private FileSystems() {}

    /** What spark-submit was told about file systems, without starting Spark. */
    public static Configuration submitted() {
        Configuration configuration = new Configuration();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("spark.hadoop."))
                .forEach(name -> configuration.set(name.substring("spark.hadoop.".length()), System.getProperty(name)));
        return configuration;
    }

    /** @throws ConfigException with every place whose address holds a secret, or whose client is not on the class path */
    public static void require(ExportConfig config, Configuration hadoop) {
        require(
                List.of(ExportOptions.SOURCE_PATH, ExportOptions.WORK_PATH, ExportOptions.RESULTS_PATH),
                config,
                hadoop);
    }

    /** What is wrong with the address that this option names, or with the client for it; empty where it is absent. */
    public static Optional<Problem> problem(Option<String> place, ExportConfig config, Configuration hadoop) {
        return config.value(place).isEmpty() ? Optional.empty() : problem(place.key(), config.value(place), hadoop);
    }

    /** @throws ConfigException when {@code work.path} is of no file system */
    public static Store openWork(ExportConfig config, Configuration hadoop) {
        require(List.of(ExportOptions.WORK_PATH), config, hadoop);
        String place = config.value(ExportOptions.WORK_PATH);
        try {
            return new Store(hadoop, new Path(place));
        } catch (OutboxException e) {
            throw new ConfigException(List.of(new Problem("work.path", place, e.getMessage())));
        }
    }

    private static void require(List<Option<String>> places, ExportConfig config, Configuration hadoop) {
        List<Problem> problems = places.stream()
                // With tables of a catalog there is no results.path.
                .flatMap(place -> problem(place, config, hadoop).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private static Optional<Problem> problem(String option, String place, Configuration hadoop) {
        var secret = SECRET.matcher(place);
        if (secret.find()) {
            return Optional.of(new Problem(
                    option,
                    secret.group(1) + "://(hidden)@...",
                    "must not hold a secret: give it to Hadoop's client, such as by a credential provider"));
        }
        try {
            // Of any day: the source's dates can be written, and nobody else's place has one.
            Path path = new Path(
                    option.equals(ExportOptions.SOURCE_PATH.key()) ? DateTemplate.fill(place, LocalDate.EPOCH) : place);
            path.getFileSystem(hadoop);
            if ("s3a".equals(path.toUri().getScheme())) {
                look(path, hadoop);
            }
            return Optional.empty();
        } catch (AccessDeniedException refused) {
            return Optional.of(new Problem(
                    option,
                    place,
                    "the store refuses the credentials it is shown (403): check them, and what they may do"));
        } catch (LinkageError | IOException | RuntimeException e) {
            return Optional.of(new Problem(option, place, remedy(place, e)));
        }
    }

    /**
     * Asks for a file that is not there. The AWS SDK 1 takes a wrong secret for a wrong clock, and tries for minutes: this
     * client does not.
     *
     * @throws AccessDeniedException when the credentials are refused; whatever else is wrong is told by those who find it
     */
    private static void look(Path place, Configuration hadoop) throws AccessDeniedException {
        Configuration impatient = new Configuration(hadoop);
        impatient.set("fs.s3a.attempts.maximum", "2");
        try (FileSystem files = FileSystem.newInstance(place.toUri(), impatient)) {
            files.exists(new Path(place, "_look"));
        } catch (AccessDeniedException refused) {
            throw refused;
        } catch (IOException | RuntimeException later) {
            return;
        }
    }

    private static String remedy(String place, Throwable failure) {
        String said = StringUtils.substringBefore(String.valueOf(failure.getMessage()), "\n")
                .strip();
        boolean classIsMissing = failure instanceof LinkageError
                || failure.getCause() instanceof ClassNotFoundException
                || failure.getCause() instanceof LinkageError;
        if (classIsMissing && place.startsWith("s3a:")) {
            return ("the client for s3a:// is not on the class path (%s); submit with --packages"
                            + " org.apache.hadoop:hadoop-aws:%s, the version of this Hadoop, which brings the AWS SDK it needs")
                    .formatted(said, VersionInfo.getVersion());
        }
        return "must be on a file system that can be opened (" + said + ")";
    }
}
