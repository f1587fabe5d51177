package io.github.appmetricaexport.source;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The files of a day's folders. */
final class FolderListing implements SourceListing {
    private final DayPath day;
    private final DayListing listing;

    private FolderListing(DayPath day, DayListing listing) {
        this.day = day;
        this.listing = listing;
    }

    /**
     * Lists them.
     *
     * @param pathTemplate a file, a folder or a glob in any Hadoop file system; <code>{date}</code> becomes the ISO day
     * @throws SourceException when there is no file, when one belongs to a table format, or the path is out of reach
     */
    static FolderListing of(String pathTemplate, LocalDate date, Configuration configuration) {
        DayPath day = DayPath.of(pathTemplate, date);
        return new FolderListing(day, DayListing.of(day, configuration));
    }

    @Override
    public String name() {
        return day.path().toString();
    }

    @Override
    public boolean isStill(SourceState then) {
        return fingerprint().equals(then.fingerprint());
    }

    /** Whoever writes a file again gives it another time. */
    @Override
    public boolean keepsFilesOf(SourceState then) {
        return true;
    }

    @Override
    public FolderDay open(SparkSession spark, Collection<String> expressions) {
        return FolderDay.open(spark, this, expressions);
    }

    @Override
    public Stream<SourceFile> files() {
        return listing.files().stream().map(file -> SourceFile.of(day, file));
    }

    DayPath day() {
        return day;
    }

    DayListing all() {
        return listing;
    }

    /** These files alone, below the same keys of folders. */
    DayListing only(Set<SourceFile> wanted) {
        List<FileStatus> files = listing.files().stream()
                .filter(file -> wanted.contains(SourceFile.of(day, file)))
                .toList();
        List<Path> paths = files.stream().map(FileStatus::getPath).toList();
        return new DayListing(paths, files, listing.keys());
    }
}
