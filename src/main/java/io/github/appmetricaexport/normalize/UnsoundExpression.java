package io.github.appmetricaexport.normalize;

/** An expression that cannot give a field's values; the message says what would be right. */
final class UnsoundExpression extends Exception {
    private static final long serialVersionUID = 1L;

    UnsoundExpression(String message) {
        super(message);
    }
}
