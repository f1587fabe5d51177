package io.github.appmetricaexport.payload;

import io.github.appmetricaexport.api.IdentifierKind;

/**
 * What all rows of one payload share.
 *
 * <p>Several applications in one file is documented nowhere and keys are per application; both identifier columns in one
 * file is documented nowhere either.
 */
public record PayloadGroup(long applicationId, IdentifierKind kind) {
    boolean is(long otherApplication, IdentifierKind otherKind) {
        return applicationId == otherApplication && kind == otherKind;
    }
}
