package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.ConfigLoader;
import io.github.appmetricaexport.config.ExportConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that has a configuration. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionText.class,
        sortOptions = false,
        usageHelpAutoWidth = true)
abstract class ConfiguredCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The HOCON file with the job's settings; conf/reference.conf explains each.")
    private Path file;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Sets one option over the file's value, such as -D upload.when-unknown=hold; repeatable.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** @throws io.github.appmetricaexport.config.ConfigException with every problem at once */
    ExportConfig config() {
        return ConfigLoader.load(file, overrides);
    }

    /** What could be read, and every problem. */
    ConfigLoader.Reading reading() {
        return ConfigLoader.attempt(file, overrides);
    }

    Path file() {
        return file;
    }
}
