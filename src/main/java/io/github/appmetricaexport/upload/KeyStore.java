package io.github.appmetricaexport.upload;

/** Where the Post API keys are, one per application; asked on the executor that is about to send. */
public interface KeyStore {
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
