package io.github.appmetricaexport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter.Result;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What conf/log4j2.properties and its twin for JSON let through. */
class LogsTest {
    @ParameterizedTest
    @ValueSource(strings = {"log4j2.properties", "log4j2-json.properties"})
    void aFailedTaskIsTheJobsToTellSinceSparkQuotesTheRow(String file) {
        for (String said : new String[] {
            "Exception in task 0.0 in stage 1.0 (TID 1)",
            "Lost task 0.0 in stage 1.0 (TID 1) (host executor driver): java.lang.RuntimeException: somebody\n\tat x\n",
            "Aborting task",
            "Task 0 in stage 1.0 failed 4 times; aborting job"
        }) {
            assertThat(passes(file, said)).as(said).isFalse();
        }
        for (String said : new String[] {
            "Lost executor 1 on host: Command exited with code 52", "Exception in thread main", "a Lost task"
        }) {
            assertThat(passes(file, said)).as(said).isTrue();
        }
    }

    @Test
    void nothingInALineSteersTheTerminal() {
        String line = (String) stderr("log4j2.properties")
                .getLayout()
                .toSerializable(event("cannot read a\u001b[2Jb\u009bc\rd", new IllegalStateException("e\u001b[31m")));

        assertThat(line)
                .contains(" WARN Reader: cannot read a?[2Jb?c?d\n")
                .contains("java.lang.IllegalStateException: e?[31m\n\tat ");
    }

    private static boolean passes(String file, String message) {
        return ((ConsoleAppender) stderr(file)).getFilter().filter(event(message, null)) != Result.DENY;
    }

    private static Appender stderr(String file) {
        Path path = Path.of(System.getProperty("project.root"), "conf", file);
        try (LoggerContext context = new LoggerContext("test")) {
            var configuration = new PropertiesConfigurationFactory()
                    .getConfiguration(context, ConfigurationSource.fromUri(path.toUri()));
            context.start(configuration);
            return configuration.getAppender("stderr");
        }
    }

    private static LogEvent event(String message, Throwable failure) {
        return Log4jLogEvent.newBuilder()
                .setLoggerName("some.Reader")
                .setLevel(Level.WARN)
                .setMessage(new SimpleMessage(message))
                .setThrown(failure)
                .build();
    }
}
