/**
 * Rows as the CSV that the API takes, cut into payloads, halved again, and read back.
 *
 * <p>Uses api and config; knows neither Spark nor where a payload lies.
 */
package io.github.appmetricaexport.payload;
