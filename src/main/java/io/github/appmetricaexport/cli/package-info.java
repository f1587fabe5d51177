/**
 * The command line: one class per command, and the exit code.
 *
 * <p>Uses picocli, and alone; what a command does is in job, audit, sample or sandbox.
 */
package io.github.appmetricaexport.cli;
