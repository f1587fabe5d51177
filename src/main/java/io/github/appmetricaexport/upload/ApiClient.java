package io.github.appmetricaexport.upload;

/** Makes requests to the Post API; safe for use by several threads. */
public interface ApiClient extends AutoCloseable {
    /** Sends a payload once; throws for nothing that network, server or the payload's file do. */
    Attempt post(PayloadBytes payload, PostApiKey key);

    @Override
    void close();
}
