/**
 * Looks before anything is planned: whether all that an export needs is there, rows on their way, and whether a mapping does what its
 * owners expect of it.
 *
 * <p>Asks the very classes that plan, gate and send work with; takes no lock, writes nothing anywhere and makes no HTTP request.
 */
package io.github.appmetricaexport.trial;
