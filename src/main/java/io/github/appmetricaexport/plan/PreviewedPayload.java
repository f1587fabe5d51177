package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.api.IdentifierKind;
import java.io.Serializable;

/**
 * What would be one request.
 *
 * @param csv its bytes, which are UTF-8, as text: the header and the rows, each with its CRLF
 */
public record PreviewedPayload(long applicationId, IdentifierKind identifierKind, int rows, String csv)
        implements Serializable {}
