package io.github.appmetricaexport.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ConfigLoader;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients of file systems that are not on the class path. */
class FileSystemsTest {
    private static final String REMEDY =
            "submit with --packages org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion();

    @TempDir
    private Path folder;

    private ExportConfig config(String results) {
        return ConfigLoader.parse("""
                source.path = "s3a://lake/dt={date}"
                mapping { application_id = 1111, profile_id = user_id, event_name = action, event_timestamp = at }
                work.path = "file://%s"
                %s
                """.formatted(folder, results), "test.conf", Map.of());
    }

    private List<Problem> problems(String results, Configuration hadoop) {
        return catchThrowableOfType(ConfigException.class, () -> FileSystems.require(config(results), hadoop))
                .problems();
    }

    /** The class path of these tests has hadoop-aws and not the AWS SDK, as after --jars with that one jar. */
    @Test
    void namesThePackageThatBringsTheSdk() {
        assertThat(problems("results.path = \"s3a://audit/results\"", new Configuration()))
                .extracting(Problem::key)
                .containsExactly("source.path", "results.path");
        assertThat(problems("results.path = \"s3a://audit/results\"", new Configuration()))
                .allSatisfy(problem -> assertThat(problem.toString())
                        .contains("the client for s3a:// is not on the class path", REMEDY)
                        .contains("amazonaws"));
    }

    @Test
    void namesThePackageWhenTheClientItselfIsMissing() {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.s3a.impl", "org.apache.hadoop.fs.s3a.NotOnThisClassPath");

        assertThat(problems("results.tables = lake.audit", hadoop))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("source.path", "NotOnThisClassPath")
                        .contains(REMEDY));
    }

    @Test
    void namesTheSchemeThatNobodyKnows() {
        assertThat(problems("results.path = \"s4://audit/results\"", new Configuration()))
                .filteredOn(problem -> problem.key().equals("results.path"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("must be on a file system that can be opened", "No FileSystem for scheme \"s4\""));
    }
}
