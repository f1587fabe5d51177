package io.github.appmetricaexport.source;

/**
 * What a source was when it was read, as a manifest keeps it.
 *
 * @param name as of {@link SourceListing#name()}
 * @param fingerprint as of {@link SourceListing#fingerprint()}
 * @param version as of {@link SourceListing#version()}; null where there was none
 */
public record SourceState(String name, String fingerprint, TableVersion version) {}
