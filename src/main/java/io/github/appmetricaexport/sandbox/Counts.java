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
    public Counts {
        requestsOfStatus = new TreeMap<>(requestsOfStatus);
        eventsOfApplication = new TreeMap<>(eventsOfApplication);
        requestsOfFault = new TreeMap<>(requestsOfFault);
    }

    static Counts of(List<LedgerRequest> requests) {
        Counts counts = new Counts(0, Map.of(), Map.of(), Map.of(), 0, 0);
        for (LedgerRequest request : requests) {
            counts = counts.plus(request);
        }
        return counts;
    }

    /** The applied events of all applications. */
    public long events() {
        return eventsOfApplication.values().stream().mapToLong(Long::longValue).sum();
    }

    Counts plus(LedgerRequest request) {
        String status = request.answered().map(String::valueOf).orElse("none");
        Counts sum = new Counts(
                requests + 1,
                requestsOfStatus,
                eventsOfApplication,
                requestsOfFault,
                refusals + (request.reason().isPresent() ? 1 : 0),
                bytes + request.bytes());
        sum.requestsOfStatus.merge(status, 1L, Long::sum);
        request.rowsOfApplication()
                .forEach((application, rows) -> sum.eventsOfApplication.merge(application, rows, Long::sum));
        request.fault().ifPresent(fault -> sum.requestsOfFault.merge(fault, 1L, Long::sum));
        return sum;
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
