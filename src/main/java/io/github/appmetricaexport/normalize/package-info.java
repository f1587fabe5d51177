/**
 * From a row of the source to the API's fields, with the reason for every row that cannot go.
 *
 * <p>Uses Spark's expressions, api and config; knows neither files nor payloads.
 */
package io.github.appmetricaexport.normalize;
