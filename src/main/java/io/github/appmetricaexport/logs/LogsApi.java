package io.github.appmetricaexport.logs;

/** One question, one answer. */
interface LogsApi {
    /** Whether a file that was prepared before will do; it may be a day old. */
    enum Freshness {
        AS_PREPARED,
        ANEW
    }

    /**
     * Asks; an answer with events goes to the target under that name, as gzip.
     *
     * @throws io.github.appmetricaexport.config.ConfigException when no later question can do better: the token or the
     *     question itself is refused
     */
    LogsAnswer ask(LogsQuery query, Freshness freshness, LogsTarget target, String name);
}
