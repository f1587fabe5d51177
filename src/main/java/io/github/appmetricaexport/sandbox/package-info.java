/**
 * A Post API to try the job against, with faults on demand and a ledger of what it applied, and a Logs API that shows it.
 *
 * <p>It is an oracle: its CSV reader and its checks of numbers, UTF-8 and IPv6 addresses are written apart from the
 * job's on purpose, so that no mistake can stand in both and pass. Of ours it may use api and config only; never replace
 * its checks by those of payload or normalize.
 */
package io.github.appmetricaexport.sandbox;
