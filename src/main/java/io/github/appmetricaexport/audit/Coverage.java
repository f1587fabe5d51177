package io.github.appmetricaexport.audit;

/**
 * What "nothing found" is worth.
 *
 * @param isWhole whether every event of the run was looked at
 * @param words what was searched, and what was not
 */
record Coverage(boolean isWhole, String words) {}
