package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.runtime.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"appmetrica-export " + Version.current()};
    }
}
