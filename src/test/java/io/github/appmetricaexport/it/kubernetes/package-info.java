/** What spark-submit asks of Kubernetes' API server, and what it makes of the answers. */
package io.github.appmetricaexport.it.kubernetes;
