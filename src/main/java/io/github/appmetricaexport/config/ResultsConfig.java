package io.github.appmetricaexport.config;

/**
 * Where the results tables go: Parquet in a folder, or tables of a catalog; the other is empty.
 *
 * @param path a folder with one folder per table
 * @param tables a catalog that Spark is configured with and a namespace in it, such as {@code lake.appmetrica}
 * @param tableFormat what the catalog makes new tables of, or empty for its default
 * @param indexEvents whether a fourth table tells where each event is
 */
public record ResultsConfig(String path, String tables, String tableFormat, boolean indexEvents) {}
