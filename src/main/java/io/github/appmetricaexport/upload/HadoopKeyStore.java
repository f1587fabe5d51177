package io.github.appmetricaexport.upload;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;

/**
 * Keys in Hadoop credential providers (JCEKS), each under the alias {@code appmetrica.post.api.key.<application>}.
 *
 * <p>Hadoop's fallback to plain text in a configuration file is not used: such a key would show in the Spark UI.
 */
public record HadoopKeyStore(Configuration configuration) implements KeyStore {
    public static final String ALIAS_PREFIX = "appmetrica.post.api.key.";
    private static final String PROVIDERS = "hadoop.security.credential.provider.path";

    @Override
    public PostApiKey keyOf(String applicationId) {
        String application = MissingKeyException.checkedApplication(applicationId);
        String alias = ALIAS_PREFIX + application;
        char[] secret;
        try {
            secret = configuration.getPasswordFromCredentialProviders(alias);
        } catch (IOException unreadable) {
            throw new MissingKeyException(
                    "No Post API key for application " + application + ": " + place() + " cannot be read for the alias "
                            + alias + ". Check that path and the provider's password",
                    unreadable);
        }
        if (secret == null) {
            throw new MissingKeyException(
                    "No Post API key for application " + application + ": no alias " + alias + " in " + place()
                            + ". Create it with: hadoop credential create " + alias + " -provider <provider>");
        }
        try {
            return MissingKeyException.usableKey(new String(secret), application, "the alias " + alias);
        } finally {
            Arrays.fill(secret, ' ');
        }
    }

    private String place() {
        String providers = configuration.getTrimmed(PROVIDERS, "");
        return providers.isEmpty()
                ? "any credential provider, since " + PROVIDERS + " is not set (spark.hadoop." + PROVIDERS + ")"
                : "the credential providers of " + PROVIDERS + " = " + providers;
    }
}
