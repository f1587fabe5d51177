package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.KeySource;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** Where the Post API keys are, one per application; asked on the executor that is about to send. */
public interface KeyStore {
    /**
     * The store that a configuration names, for the host that will use it.
     *
     * @param hadoop asked for {@link KeySource#HADOOP} only
     */
    static KeyStore of(ExportConfig config, Supplier<Configuration> hadoop) {
        return switch (config.value(ApiOptions.KEY_SOURCE)) {
            case ENV -> new EnvironmentKeyStore(System.getenv());
            case DIRECTORY -> new DirectoryKeyStore(Path.of(config.value(ApiOptions.KEY_DIRECTORY)));
            case HADOOP -> new HadoopKeyStore(hadoop.get());
        };
    }

    /**
     * The key of an application, read anew on each call.
     *
     * @param applicationId the application's number, decimal digits only
     * @throws MissingKeyException when there is no usable key
     */
    PostApiKey keyOf(String applicationId);

    /** Whether a later call may find another key than an earlier one. */
    default boolean canChange() {
        return true;
    }
}
