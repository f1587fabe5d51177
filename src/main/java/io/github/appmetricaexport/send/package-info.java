/**
 * Frozen payloads on their way: orders, tasks, the attempts at one payload, halving, progress, a graceful end.
 *
 * <p>Uses outbox for each step's record and upload for the request. The claim comes before the byte and the receipt
 * after it: mind the order in every change.
 */
package io.github.appmetricaexport.send;
