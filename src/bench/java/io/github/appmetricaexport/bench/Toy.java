package io.github.appmetricaexport.bench;

import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The toy: each partition is printed to strings and posted, with no validation, no outbox, no books, no second chance.
 *
 * <p>Arguments: the Parquet folder, the URL, rows in a request, requests in flight of a task. Prints what it took without
 * the start of JVM and Spark.
 */
public final class Toy {
    private Toy() {}

    public static void main(String[] arguments) {
        String url = arguments[1];
        int rowsInRequest = Integer.parseInt(arguments[2]);
        int inFlight = Integer.parseInt(arguments[3]);
        try (SparkSession spark = SparkSession.builder().appName("toy").getOrCreate()) {
            long startedAt = System.nanoTime();
            spark.read().parquet(arguments[0]).foreachPartition((ForeachPartitionFunction<Row>)
                    rows -> post(rows, url, rowsInRequest, inFlight));
            System.out.println("toy seconds " + (System.nanoTime() - startedAt) / 1e9);
        }
    }

    private static void post(Iterator<Row> rows, String url, int rowsInRequest, int inFlight)
            throws IOException, InterruptedException {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequestsPerHost(inFlight);
        OkHttpClient client = new OkHttpClient.Builder().dispatcher(dispatcher).build();
        Semaphore free = new Semaphore(inFlight);
        while (rows.hasNext()) {
            Row row = rows.next();
            StringBuilder body = new StringBuilder();
            CSVPrinter printer = new CSVPrinter(body, CSVFormat.RFC4180);
            printer.printRecord((Object[]) row.schema().fieldNames());
            for (int i = 1; ; i++) {
                for (int cell = 0; cell < row.length(); cell++) {
                    printer.print(row.get(cell));
                }
                printer.println();
                if (i == rowsInRequest || !rows.hasNext()) {
                    break;
                }
                row = rows.next();
            }
            free.acquire();
            client.newCall(new Request.Builder()
                            .url(url)
                            .post(RequestBody.create(body.toString(), MediaType.get("text/csv; charset=utf-8")))
                            .build())
                    .enqueue(new Released(free));
        }
        free.acquire(inFlight);
        dispatcher.executorService().shutdown();
        client.connectionPool().evictAll();
    }

    /** Whatever the answer was: a toy does not look. */
    private record Released(Semaphore free) implements Callback {
        @Override
        public void onResponse(Call call, Response response) {
            response.close();
            free.release();
        }

        @Override
        public void onFailure(Call call, IOException failure) {
            free.release();
        }
    }
}
