/**
 * Processes killed at exactly each step, and their resuming.
 *
 * <p>The file system that stops them is one more jar on Spark's class path.
 */
package io.github.appmetricaexport.it.crash;
