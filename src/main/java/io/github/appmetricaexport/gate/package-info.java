/**
 * The checks before the first byte, and the dry run that stops there.
 *
 * <p>Uses the rule of send to know what would be sent, so that both judge the same payloads; sends nothing.
 */
package io.github.appmetricaexport.gate;
