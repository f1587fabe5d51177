/**
 * Time as a parameter, beside the JDK's clock.
 *
 * <p>Uses the JDK alone, so that whatever waits can be told how.
 */
package io.github.appmetricaexport.time;
