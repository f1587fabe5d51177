/** The export on a real YARN, in client and cluster mode. */
package io.github.appmetricaexport.it.yarn;
