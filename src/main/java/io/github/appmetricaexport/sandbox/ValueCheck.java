package io.github.appmetricaexport.sandbox;

/**
 * One thing a value has to be.
 *
 * @param test true for the values that are it
 * @param otherwise what to tell the sender of any other value; does not repeat the value
 */
record ValueCheck(Test test, String otherwise) {
    /** A judgement of a value's UTF-8 bytes; never called for an empty cell. */
    @FunctionalInterface
    interface Test {
        boolean accepts(byte[] bytes, int start, int end);
    }

    boolean accepts(Slice value) {
        return test.accepts(value.bytes(), value.start(), value.end());
    }
}
