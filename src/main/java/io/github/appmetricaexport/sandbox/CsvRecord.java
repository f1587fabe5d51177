package io.github.appmetricaexport.sandbox;

import java.util.List;

/**
 * One record of a CSV body.
 *
 * @param values of its cells, quotes undone
 * @param bytes as it arrived; its line end, if it has one, is among them
 */
@SuppressWarnings("ArrayRecordComponent") // It is passed on, and two are never compared.
record CsvRecord(List<String> values, byte[] bytes) {}
