package io.github.appmetricaexport.failure;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Whether a file system or a catalog failed in a way that time may mend: refused connections, a throttling or failing service.
 *
 * <p>Such a failure is never a mistake of the configuration or of the source: the same command goes on later.
 */
public final class OutOfReach {
    /** By name: the clients of object stores and catalogs are the cluster's, and a failed task's exception may arrive as text only. */
    private static final Pattern NAMES = Pattern.compile("AWSServiceThrottledException|AWSStatus500Exception"
            + "|NoHttpResponseException|HttpHostConnectException|ConnectTimeoutException"
            + "|RetriableException|StandbyException|SafeModeException"
            // Catalogs: Hive's tells of the connection in its message, and a login that was refused in the same way.
            + "|java\\.net\\.(?:Connect|NoRouteToHost|Socket|SocketTimeout)Exception|TTransportException(?!: GSS)"
            + "|ServiceUnavailableException|ServiceFailureException"
            + "|ThrottlingException|InternalServiceException|GlueException: Rate exceeded");

    private OutOfReach() {}

    /** Whether the failure, or anything that caused it, says so. */
    public static boolean isBehind(Throwable failure) {
        return ExceptionUtils.indexOfType(failure, SocketException.class) >= 0
                || ExceptionUtils.indexOfType(failure, SocketTimeoutException.class) >= 0
                || Failures.isTold(NAMES, failure);
    }
}
