package io.github.appmetricaexport.config;

/** Where the Post API keys come from; they are read on the executor that uses them, and never configured as text. */
public enum KeySource {
    /** The environment: {@code APPMETRICA_POST_API_KEY_<application>}. */
    ENV,
    /** A folder, such as a mounted secret: one file per application, named by its number. */
    DIRECTORY,
    /** A Hadoop credential provider (JCEKS): {@code appmetrica.post.api.key.<application>}. */
    HADOOP
}
