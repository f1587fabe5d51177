/**
 * Where the job runs: console, Spark session, file systems, host, version, the timer of progress.
 *
 * <p>Uses Spark and Hadoop; all steps lean on it, so it knows none of them.
 */
package io.github.appmetricaexport.runtime;
