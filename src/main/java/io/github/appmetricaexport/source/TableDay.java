package io.github.appmetricaexport.source;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A day of a table: its size is told by the query that counted its files. */
final class TableDay implements SourceDay {
    private final TableListing listing;
    private final Supplier<List<SourceFile>> files;
    private final Supplier<Dataset<Row>> rows;
    private final String notice;

    TableDay(TableListing listing, String notice) {
        this(listing, () -> listing.files().toList(), listing::rows, notice);
    }

    private TableDay(
            TableListing listing, Supplier<List<SourceFile>> files, Supplier<Dataset<Row>> rows, String notice) {
        this.listing = listing;
        this.files = files;
        this.rows = rows;
        this.notice = notice;
    }

    @Override
    public TableDay only(Set<SourceFile> wanted, SourceState since) {
        return new TableDay(listing, () -> List.copyOf(wanted), () -> listing.added(wanted, since), notice);
    }

    @Override
    public TableListing listing() {
        return listing;
    }

    @Override
    public Dataset<Row> rows() {
        return rows.get();
    }

    @Override
    public Optional<String> notice() {
        return Optional.of(notice);
    }

    @Override
    public long rowCount() {
        return files.get().stream().mapToLong(SourceFile::rows).sum();
    }

    @Override
    public long dayRowCount() {
        return listing.files().mapToLong(SourceFile::rows).sum() + listing.undecidedRows();
    }

    @Override
    public OptionalLong undecidedRows() {
        return OptionalLong.of(listing.undecidedRows());
    }

    @Override
    public int fileCount() {
        return files.get().size();
    }

    @Override
    public long bytes() {
        return files.get().stream().mapToLong(SourceFile::length).sum();
    }
}
