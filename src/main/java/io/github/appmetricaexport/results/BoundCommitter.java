package io.github.appmetricaexport.results;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.BindingPathOutputCommitter;
import org.apache.parquet.hadoop.ParquetOutputCommitter;

/**
 * Commits Parquet files as the file system itself would have it: on S3A by completing uploads, never by a rename.
 *
 * <p>Spark takes a committer for Parquet only if it is one of Parquet's; this one hands everything to Hadoop's committer of
 * the destination. The class of the same purpose in spark-hadoop-cloud is not on every cluster's class path.
 */
public final class BoundCommitter extends ParquetOutputCommitter {
    private final BindingPathOutputCommitter bound;

    /** As Spark calls it, by reflection. */
    public BoundCommitter(Path path, TaskAttemptContext context) throws IOException {
        super(path, context);
        bound = new BindingPathOutputCommitter(path, context);
    }

    @Override
    public Path getWorkPath() {
        try {
            return bound.getWorkPath();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void setupJob(JobContext job) throws IOException {
        bound.setupJob(job);
    }

    @Override
    public void commitJob(JobContext job) throws IOException {
        bound.commitJob(job);
    }

    @Override
    public void abortJob(JobContext job, JobStatus.State state) throws IOException {
        bound.abortJob(job, state);
    }

    @Override
    public void setupTask(TaskAttemptContext task) throws IOException {
        bound.setupTask(task);
    }

    @Override
    public boolean needsTaskCommit(TaskAttemptContext task) throws IOException {
        return bound.needsTaskCommit(task);
    }

    @Override
    public void commitTask(TaskAttemptContext task) throws IOException {
        bound.commitTask(task);
    }

    @Override
    public void abortTask(TaskAttemptContext task) throws IOException {
        bound.abortTask(task);
    }

    @Override
    public boolean isCommitJobRepeatable(JobContext job) throws IOException {
        return bound.isCommitJobRepeatable(job);
    }
}
