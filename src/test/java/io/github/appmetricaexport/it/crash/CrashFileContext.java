package io.github.appmetricaexport.it.crash;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.Path;

/** {@link CrashFileSystem} as Hadoop's other interface to file systems sees it, the one with the rename that replaces. */
public final class CrashFileContext extends DelegateToFileSystem {
    public CrashFileContext(URI address, Configuration configuration) throws IOException, URISyntaxException {
        super(CrashFileSystem.ADDRESS, new CrashFileSystem(), configuration, "ofs", false);
    }

    @Override
    public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
        ((CrashFileSystem) fsImpl).replace(from, to);
    }
}
