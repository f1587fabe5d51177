/**
 * One request to the API, and when it may be made: the client, keys, retries, pauses, how many at a time.
 *
 * <p>Uses OkHttp, and alone; what is sent comes as bytes, so nothing here knows where they lie.
 */
package io.github.appmetricaexport.upload;
