package io.github.appmetricaexport.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a sandbox has seen, in numbers.
 *
 * @param requestsOfStatus by status sent, {@code none} where nothing was answered
 * @param refusals requests whose events were refused by the API's rules, injected faults not among them
 * @param bytes of all bodies
 */
public record Counts(
        long requests,
        Map<String, Long> requestsOfStatus,
        Map<Long, Long> eventsOfApplication,
        Map<String, Long> requestsOfFault,
        long refusals,
        long bytes) {
    static Counts of(List<LedgerRequest> requests) {
        Map<String, Long> requestsOfStatus = new TreeMap<>();
        Map<Long, Long> eventsOfApplication = new TreeMap<>();
        Map<String, Long> requestsOfFault = new TreeMap<>();
        for (LedgerRequest request : requests) {
            requestsOfStatus.merge(request.answered().map(String::valueOf).orElse("none"), 1L, Long::sum);
            request.rowsOfApplication()
                    .forEach((application, rows) -> eventsOfApplication.merge(application, rows, Long::sum));
            request.fault().ifPresent(fault -> requestsOfFault.merge(fault, 1L, Long::sum));
        }
        return new Counts(
                requests.size(),
                requestsOfStatus,
                eventsOfApplication,
                requestsOfFault,
                requests.stream().filter(request -> request.reason().isPresent()).count(),
                requests.stream().mapToLong(LedgerRequest::bytes).sum());
    }

    /** The applied events of all applications. */
    public long events() {
        return eventsOfApplication.values().stream().mapToLong(Long::longValue).sum();
    }

    String toJson() {
        return new ObjectMapper()
                        .createObjectNode()
                        .put("requests", requests)
                        .putPOJO("requests_of_status", requestsOfStatus)
                        .put("events", events())
                        .putPOJO("events_of_application", eventsOfApplication)
                        .putPOJO("requests_of_fault", requestsOfFault)
                        .put("refusals", refusals)
                        .put("bytes", bytes)
                + "\n";
    }
}
