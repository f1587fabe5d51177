package io.github.appmetricaexport.payload;

import java.io.IOException;

/** Where finished bytes go. */
public interface PayloadSink {

    /** Begins a payload. */
    OpenPayload open(PayloadGroup group) throws IOException;

    /** One payload being written, header first. */
    interface OpenPayload {
        /**
         * Takes {@code bytes[from]} and what follows: the header, then one row each time; the array is the caller's again
         * afterwards.
         */
        void write(byte[] bytes, int from, int length) throws IOException;

        /**
         * Ends the payload; nothing is written to it afterwards.
         *
         * @param rows its rows, at least 1
         * @param firstEventTime the oldest event's Unix time, seconds
         * @param lastEventTime the newest event's
         */
        void complete(int rows, long firstEventTime, long lastEventTime) throws IOException;
    }
}
