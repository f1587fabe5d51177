/**
 * From the outbox's states to books, tables, summary and advice.
 *
 * <p>Uses outbox, results and Spark; run again without new receipts it writes the same.
 */
package io.github.appmetricaexport.settle;
