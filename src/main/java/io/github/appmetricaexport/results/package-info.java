/**
 * The tables for auditors and their report: rows, books, outcomes, exit codes.
 *
 * <p>Uses Spark to write and read them, and outbox for what became of a payload; decides nothing about sending.
 */
package io.github.appmetricaexport.results;
