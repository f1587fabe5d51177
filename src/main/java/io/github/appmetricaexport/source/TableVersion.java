package io.github.appmetricaexport.source;

/**
 * Which state of a table was read.
 *
 * @param tableId the table's own, by which it is told from another that once bore its name; empty where versions tell as much
 * @param version Iceberg's snapshot id, Delta's version
 */
public record TableVersion(String tableId, String version) {}
