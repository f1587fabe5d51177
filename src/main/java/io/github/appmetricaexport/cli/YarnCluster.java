package io.github.appmetricaexport.cli;

/** Whether this process is a driver that YARN runs in its cluster, where exit codes do not survive. */
final class YarnCluster {
    private YarnCluster() {}

    static boolean isHere() {
        return System.getProperty("spark.master", "").startsWith("yarn")
                && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    }
}
