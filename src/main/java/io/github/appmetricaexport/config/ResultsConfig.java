package io.github.appmetricaexport.config;

/**
 * Where the three results tables go.
 *
 * @param path a folder with one folder per table
 */
public record ResultsConfig(String path) {}
