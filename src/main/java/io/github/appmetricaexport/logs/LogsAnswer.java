package io.github.appmetricaexport.logs;

/** What the Logs API answered. */
enum LogsAnswer {
    /** The events, written where they were to go. */
    HERE,
    /** 202: it is being prepared, ask again. */
    IN_PREPARATION,
    /** 429: three questions of the application are being prepared already. */
    QUEUE_IS_FULL,
    /** 400 "Try to use more parts". */
    TOO_MUCH,
    /** A failure of the service or the network. */
    OUT_OF_REACH
}
