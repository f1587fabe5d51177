package io.github.appmetricaexport.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The files of a day, listed and not read: enough to know whether the day is what it was. */
public final class SourceListing {
    private final DayPath day;
    private final DayListing listing;

    private SourceListing(DayPath day, DayListing listing) {
        this.day = day;
        this.listing = listing;
    }

    /**
     * Lists them.
     *
     * @param pathTemplate a file, a folder or a glob in any Hadoop file system; <code>{date}</code> becomes the ISO day
     * @throws SourceException when there is no file, when one belongs to a table format, or the path is out of reach
     */
    public static SourceListing of(String pathTemplate, LocalDate date, Configuration configuration) {
        DayPath day = DayPath.of(pathTemplate, date);
        return new SourceListing(day, DayListing.of(day, configuration));
    }

    /** SHA-256 in hex over each file's relative path, length and modification time: it changes when the day is rewritten. */
    public String fingerprint() {
        return fingerprint(files());
    }

    /** The same of a list of files, in their order. */
    public static String fingerprint(Stream<SourceFile> files) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        files.forEach(file -> digest.update(file.line().getBytes(StandardCharsets.UTF_8)));
        return Hex.encodeHexString(digest.digest());
    }

    /** In the order of their paths. */
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
