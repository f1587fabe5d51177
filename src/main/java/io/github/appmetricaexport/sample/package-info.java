/**
 * The invented day of the quickstart, written by Spark.
 *
 * <p>The sandbox makes the events up, so that it needs no Spark itself; sample has no part in an export.
 */
package io.github.appmetricaexport.sample;
