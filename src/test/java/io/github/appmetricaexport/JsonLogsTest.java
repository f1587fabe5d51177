package io.github.appmetricaexport;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.OutputStreamAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.junit.jupiter.api.Test;

/** conf/log4j2-json.properties with what Spark 3.5 has on its class path: whatever is logged, a line is a JSON object. */
class JsonLogsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aLineHasItsTimeItsLevelAndWhoSaidIt() throws Exception {
        JsonNode line = logged("some.Logger", Level.WARN, "hello", null).get(0);
        assertThat(Instant.parse(line.get("ts").asText()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("logger").asText()).isEqualTo("some.Logger");
        assertThat(line.get("thread").asText()).isEqualTo(Thread.currentThread().getName());
        assertThat(line.get("message").asText()).isEqualTo("hello");
        assertThat(line.get("exception").asText()).isEmpty();
        assertThat(line.get("task").asText()).isEmpty();
    }

    @Test
    void whateverTheMessageHolds() throws Exception {
        for (String awkward : List.of(
                "\"quoted\"",
                "C:\\path\\",
                "two\nlines\r\n",
                "\ttab\u0001\u001f",
                "👩‍👩‍👧 שלום \u2028",
                "{\"a\":1}",
                "%m ${sys:user.name}")) {
            assertThat(logged("x", Level.ERROR, awkward, null))
                    .singleElement()
                    .satisfies(line -> assertThat(line.get("message").asText()).isEqualTo(awkward));
        }
    }

    @Test
    void anExceptionIsInItsLineWithItsCauses() throws Exception {
        Exception failure = new IllegalStateException("outer \"quoted\"", new RuntimeException("inner\nline"));
        JsonNode line = logged("x", Level.WARN, "it broke", failure).get(0);
        assertThat(line.get("exception").asText())
                .contains("IllegalStateException: outer \"quoted\"", "Caused by: ", "inner\nline", "\tat ");
        assertThat(line.get("message").asText()).isEqualTo("it broke");
    }

    @Test
    void theTaskIsNamedAsEitherLineOfSparkNamesIt() throws Exception {
        for (String name : List.of("mdc.taskName", "task_name")) {
            ThreadContext.put(name, "task 1.0 in stage 2.0");
            try {
                assertThat(logged("x", Level.WARN, "m", null).get(0).get("task").asText())
                        .isEqualTo("task 1.0 in stage 2.0");
            } finally {
                ThreadContext.remove(name);
            }
        }
    }

    @Test
    void whatTheJobSaysPassesAndWhatLibrariesSayOnlyAsAWarning() throws Exception {
        assertThat(logged("appmetrica-export", Level.INFO, "planned", null)).hasSize(1);
        assertThat(logged("org.apache.spark.Anything", Level.INFO, "chatter", null))
                .isEmpty();
    }

    private static List<JsonNode> logged(String logger, Level level, String message, Exception failure)
            throws Exception {
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        Path file = Path.of(System.getProperty("project.root"), "conf/log4j2-json.properties");
        try (LoggerContext context = new LoggerContext("json")) {
            Configuration configuration = new PropertiesConfigurationFactory()
                    .getConfiguration(context, ConfigurationSource.fromUri(file.toUri()));
            context.start(configuration);
            // Beside the real one, with its layout: the process's own standard error is shared with other tests.
            Appender copy = OutputStreamAppender.newBuilder()
                    .setName("copy")
                    .setTarget(caught)
                    .setLayout(configuration.getAppender("stderr").getLayout())
                    .build();
            copy.start();
            configuration.getRootLogger().addAppender(copy, null, null);
            context.updateLoggers();
            configuration.getRootLogger().removeAppender("stderr");
            context.getLogger(logger).log(level, message, failure);
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : caught.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
