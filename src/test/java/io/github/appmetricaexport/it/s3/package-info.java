/** Source, outbox and results on an S3 server, which may throttle, cut and vanish. */
package io.github.appmetricaexport.it.s3;
