package io.github.appmetricaexport.it.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.Project;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An API server of Kubernetes without a cluster behind it, in a process of its own. */
final class KubernetesProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMESPACE = "/api/v1/namespaces/default/";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ChildProcess process;
    private final String url;

    private KubernetesProcess(ChildProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    static KubernetesProcess start(Path folder) throws Exception {
        Path port = Files.createDirectories(folder).resolve("port");
        List<String> command = List.of(
                Project.JAVA.toString(),
                "-Xmx256m",
                "-cp",
                ClusterJars.resolve("kubernetes-server", "kubernetes-server") + "/*",
                Project.ROOT
                        .resolve("src/test/clusters/kubernetes-server/KubernetesServer.java")
                        .toString(),
                port.toString());
        ChildProcess process = new ChildProcess(command, folder, Map.of(), folder.resolve("kubernetes.log"));
        try {
            Await.until("the API server listens", () -> Files.exists(port) || !process.isAlive());
            return new KubernetesProcess(
                    process, "http://127.0.0.1:" + Files.readString(port).strip());
        } catch (Exception | Error e) {
            process.close();
            throw e;
        }
    }

    String master() {
        return "k8s://" + url;
    }

    /** The objects of a kind, such as {@code pods}, that belong to a submission, by a label's value. */
    List<JsonNode> objects(String kind, String text) throws IOException, InterruptedException {
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode object :
                send(HttpRequest.newBuilder(URI.create(url + NAMESPACE + kind))).path("items")) {
            if (object.path("metadata").toString().contains(text)) {
                objects.add(object);
            }
        }
        return objects;
    }

    /** Lets a driver's pod have ended with that exit code. */
    void endDriver(String pod, int exitCode) throws IOException, InterruptedException {
        String status = "{\"status\":{\"phase\":\"" + (exitCode == 0 ? "Succeeded" : "Failed")
                + "\",\"containerStatuses\":[{\"name\":\"spark-kubernetes-driver\",\"image\":\"i\",\"imageID\":\"i\","
                + "\"ready\":false,\"restartCount\":0,\"state\":{\"terminated\":{\"exitCode\":" + exitCode
                + ",\"reason\":\"Error\"}}}]}}";
        send(HttpRequest.newBuilder(URI.create(url + NAMESPACE + "pods/" + pod + "/status"))
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(status)));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        process.close();
    }
}
