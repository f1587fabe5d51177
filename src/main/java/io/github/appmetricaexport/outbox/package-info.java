/**
 * The journal of the promise: frozen payloads, claims, receipts, the lock, and what they say together of each payload.
 *
 * <p>Uses Hadoop's file systems, api and config. Everything else is derived from these files, so a mistake here sends
 * twice or loses.
 */
package io.github.appmetricaexport.outbox;
