package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.config.KeySource;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** The key store that a configuration names. */
public final class KeyStores {
    private KeyStores() {}

    /**
     * Builds the store on the host that will use it.
     *
     * @param directory for {@link KeySource#DIRECTORY}, else ignored
     * @param hadoop asked for {@link KeySource#HADOOP} only
     */
    public static KeyStore of(KeySource source, String directory, Supplier<Configuration> hadoop) {
        return switch (source) {
            case ENV -> new EnvironmentKeyStore(System.getenv());
            case DIRECTORY -> new DirectoryKeyStore(Path.of(directory));
            case HADOOP -> new HadoopKeyStore(hadoop.get());
        };
    }
}
