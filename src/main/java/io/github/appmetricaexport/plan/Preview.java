package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.api.PostApiField;
import java.util.List;

/**
 * Rows as a planning would take them.
 *
 * @param fields the mapped ones, in table order
 * @param rows in the order of the source's files, where Spark keeps it
 * @param payloads of those that would be sent
 * @param lookedAt how many rows were judged, at least as many as are shown
 */
public record Preview(
        List<PostApiField> fields, List<PreviewedRow> rows, List<PreviewedPayload> payloads, long lookedAt) {}
