/**
 * From an exception to what the operator is told, and with it to the exit code: whose fault, and whether the same
 * command mends it later.
 *
 * <p>May use the packages whose exceptions it knows; all steps lean on it, so it knows none of them.
 */
package io.github.appmetricaexport.failure;
