/**
 * The jar as it is run: by spark-submit, against a sandbox in a process of its own.
 *
 * <p>Here lies what the tests of all places share: processes, the day, the distribution of Spark; each place has a
 * package.
 */
package io.github.appmetricaexport.it;
