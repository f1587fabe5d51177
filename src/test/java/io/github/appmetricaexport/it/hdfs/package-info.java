/** Source, outbox and results on a real name node, which may go away. */
package io.github.appmetricaexport.it.hdfs;
