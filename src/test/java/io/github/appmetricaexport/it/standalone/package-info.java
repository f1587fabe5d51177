/** A standalone cluster with workers: what goes wrong between them, and speculation. */
package io.github.appmetricaexport.it.standalone;
