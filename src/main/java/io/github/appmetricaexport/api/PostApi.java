package io.github.appmetricaexport.api;

/** What is documented of the Post API for importing events: its paths, its ceilings, the words of its success. */
public final class PostApi {
    /** The vendor's address; {@code api.base-url} may name another. */
    public static final String DEFAULT_BASE_URL = "https://api.appmetrica.yandex.com";

    /** Many events: the body is CSV, only the key is in the query. */
    public static final String EVENTS_CSV_PATH = "/logs/v1/import/events.csv";

    /** One event: no body, every field is in the query. */
    public static final String EVENT_PATH = "/logs/v1/import/events";

    public static final String KEY_PARAMETER = "post_api_key";

    /** No sample shows a Content-Type; this one is true of the body. */
    public static final String CSV_CONTENT_TYPE = "text/csv; charset=UTF-8";

    /** Events in one request. */
    public static final int MAXIMUM_ROWS = 100_000;

    /** Bytes in the body of one request: "1 GB", read as the smaller of its two meanings. */
    public static final long MAXIMUM_BYTES = 1_000_000_000L;

    /** What a success says; {@code api.accepted-answer} may name other words. A client in production compares them exactly. */
    public static final String ACCEPTED_ANSWER = "Your data has been uploaded.";

    private PostApi() {}
}
