/**
 * What AppMetrica shows: its Logs API, asked for the events of a stretch of time.
 *
 * <p>Uses OkHttp, and Hadoop for credential providers; knows nothing of payloads.
 */
package io.github.appmetricaexport.logs;
