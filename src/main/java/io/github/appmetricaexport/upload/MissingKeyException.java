package io.github.appmetricaexport.upload;

/** No usable Post API key: the message says where it was looked for and what to set, and never a value. */
public final class MissingKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingKeyException(String message) {
        super(message);
    }

    MissingKeyException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The name under which an application's key is kept, so that no store builds a path or a variable from anything else.
     *
     * @throws MissingKeyException when the identifier is not 1 to 10 decimal digits
     */
    static String checkedApplication(String applicationId) {
        if (!applicationId.matches("[0-9]{1,10}")) {
            throw new MissingKeyException(
                    "No Post API key was looked for: an application_id is a number of at most 10 digits, and this one of "
                            + applicationId.length() + " characters is not; check mapping.application_id");
        }
        return applicationId;
    }

    /** The key, or an exception that says where the unusable one lies. */
    static PostApiKey usableKey(String text, String application, String place) {
        try {
            return PostApiKey.of(text);
        } catch (IllegalArgumentException unusable) {
            throw new MissingKeyException("The Post API key of application " + application + " cannot be used: "
                    + unusable.getMessage() + "; mend " + place);
        }
    }
}
