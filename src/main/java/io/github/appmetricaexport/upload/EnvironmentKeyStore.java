package io.github.appmetricaexport.upload;

import java.util.Map;

/** Keys in environment variables named {@code APPMETRICA_POST_API_KEY_<application>}. */
public final class EnvironmentKeyStore implements KeyStore {
    public static final String VARIABLE_PREFIX = "APPMETRICA_POST_API_KEY_";

    private final Map<String, String> environment;

    /** @param environment usually {@code System.getenv()} */
    public EnvironmentKeyStore(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public PostApiKey keyOf(String applicationId) {
        String application = MissingKeyException.checkedApplication(applicationId);
        String variable = VARIABLE_PREFIX + application;
        String text = environment.get(variable);
        if (text == null) {
            throw new MissingKeyException(
                    "No Post API key for application " + application + ": the environment variable "
                            + variable
                            + " is not set in this process. Set it for the driver and for every executor, or keep the"
                            + " keys elsewhere with api.key-source = directory or hadoop");
        }
        return MissingKeyException.usableKey(text, application, "the environment variable " + variable);
    }

    /** A process keeps the environment that it was started with. */
    @Override
    public boolean canChange() {
        return false;
    }
}
