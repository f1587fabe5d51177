/**
 * The day as it lies in the lake: finding its files, or its rows in a table, reading their schemas, telling what is wrong with
 * them.
 *
 * <p>Uses Spark and Hadoop, and nothing of what becomes of the rows.
 */
package io.github.appmetricaexport.source;
