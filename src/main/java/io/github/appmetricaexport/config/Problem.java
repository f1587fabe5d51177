package io.github.appmetricaexport.config;

/**
 * One mistake in what the job was told.
 *
 * @param key the option's full name
 * @param value what stands there, or empty when nothing does
 * @param remedy what would be right
 */
public record Problem(String key, String value, String remedy) {
    @Override
    public String toString() {
        return value.isEmpty() ? key + ": " + remedy : key + " = " + value + ": " + remedy;
    }
}
