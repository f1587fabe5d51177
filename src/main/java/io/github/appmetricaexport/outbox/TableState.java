package io.github.appmetricaexport.outbox;

/**
 * Which state of a table was read.
 *
 * @param version Iceberg's snapshot id, Delta's version
 * @param id the table's own, where versions alone do not tell it from another of its name; else empty
 */
public record TableState(String version, String id) {}
