package io.github.appmetricaexport.job;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Every logger at DEBUG into one file, for as long as it is open. */
final class DebugLog implements AutoCloseable {
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final LoggerConfig root = context.getConfiguration().getRootLogger();
    private final Level before = root.getLevel();
    private final FileAppender appender;

    DebugLog(Path file) {
        appender = FileAppender.newBuilder()
                .setName("debug")
                .withFileName(file.toString())
                .setLayout(PatternLayout.newBuilder()
                        .withPattern("%p %c %m %throwable%n")
                        .build())
                .build();
    }

    void listen() {
        appender.start();
        root.getAppenders().values().forEach(console -> root.removeAppender(console.getName()));
        root.addAppender(appender, Level.DEBUG, null);
        root.setLevel(Level.DEBUG);
        context.updateLoggers();
    }

    @Override
    public void close() {
        root.removeAppender("debug");
        root.setLevel(before);
        context.updateLoggers();
        appender.stop();
    }
}
