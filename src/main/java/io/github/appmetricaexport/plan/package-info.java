/**
 * Stage 1: the source's rows become frozen payloads.
 *
 * <p>The outbox is a data source that Spark writes to ({@link io.github.appmetricaexport.plan.OutboxSink}): one query, one pass, no
 * shuffle, and its commit is the manifest. This is the one package that may use Spark's Catalyst, and of it only what the
 * connector interface hands over: {@code InternalRow}.
 */
package io.github.appmetricaexport.plan;
