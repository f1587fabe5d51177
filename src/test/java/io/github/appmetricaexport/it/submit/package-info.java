/**
 * The commands on one machine as an operator types them: quickstart, exit codes, what is watched, where no key may be
 * found.
 */
package io.github.appmetricaexport.it.submit;
