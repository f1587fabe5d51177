/**
 * What the Post API takes and answers: its fields with their rules, what an answer means.
 *
 * <p>Uses the JDK only, so that it can be read, tested and carried elsewhere by itself.
 */
package io.github.appmetricaexport.api;
