/**
 * What only reads: status, find, results, report, and what the Logs API is evidence of.
 *
 * <p>Uses the accounts of settle, the outbox, the tables and the Logs API; takes no lock and changes nothing that an export reads, so it
 * may run beside one.
 */
package io.github.appmetricaexport.audit;
