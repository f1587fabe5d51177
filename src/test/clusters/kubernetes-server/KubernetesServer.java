import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;

/**
 * An API server of Kubernetes that keeps the objects it is given, on loopback. Started as a source file, with the jars of
 * {@code pom.xml} beside it on the class path.
 *
 * <p>The argument is a file that gets its port. It runs no pod: whoever wants one to have run says so in its status.
 */
public final class KubernetesServer {
    private KubernetesServer() {}

    public static void main(String[] arguments) throws Exception {
        KubernetesMockServer server = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new LikeAServer(), false);
        server.init(InetAddress.getByName("127.0.0.1"), 0);
        Path file = Path.of(arguments[0]);
        Path partial = Files.writeString(file.resolveSibling(file.getFileName() + ".tmp"), server.getPort() + "\n");
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }

    /**
     * What the mock lacks of a server: objects that are created by applying them, as Spark does, and a new pod's status.
     */
    private static final class LikeAServer extends KubernetesCrudDispatcher {
        @Override
        public MockResponse handleCreate(RecordedRequest request) {
            if (!request.getPath().replaceFirst("\\?.*", "").endsWith("/pods")) {
                return super.handleCreate(request);
            }
            Pod pod = Serialization.unmarshal(request.getUtf8Body(), Pod.class);
            pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
            return super.handleCreate(
                    like(request, HttpMethod.POST, request.getPath(), Serialization.asJson(pod)));
        }

        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String type = String.valueOf(request.getHeader("Content-Type"));
            if (!type.startsWith("application/apply-patch")) {
                return super.handlePatch(request);
            }
            String object = request.getPath().replaceFirst("\\?.*", "");
            if (handleGet(object).code() != 404) {
                return handleUpdate(like(request, HttpMethod.PUT, object, request.getUtf8Body()));
            }
            String collection = object.substring(0, object.lastIndexOf('/'));
            return handleCreate(like(request, HttpMethod.POST, collection, request.getUtf8Body()));
        }

        private static RecordedRequest like(RecordedRequest request, HttpMethod method, String path, String body) {
            Buffer bytes = new Buffer(body.getBytes(StandardCharsets.UTF_8));
            return new RecordedRequest(request.getHttpVersion(), method, path, request.getHeaders(), bytes);
        }
    }
}
