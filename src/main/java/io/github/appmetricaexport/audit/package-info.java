/**
 * What only reads: status, find, results, report.
 *
 * <p>Uses the accounts of settle, the outbox and the tables; takes no lock and changes nothing, so it may run beside an
 * export.
 */
package io.github.appmetricaexport.audit;
