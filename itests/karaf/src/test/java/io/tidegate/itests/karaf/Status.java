package io.tidegate.itests.karaf;

import com.google.gson.Gson;
import java.util.List;
import java.util.Map;

/** What {@code gateway:status --json} said at one instant. */
record Status(String version, String directory, List<Service> services, List<Row> rows, List<Row> notWell) {

    /** A line of application.yml's services. */
    record Service(String name, String image, String state, String ports, int instances, String reason) { }

    /** Anything that tells its state. */
    record Row(String kind, String name, String state, String reason, Map<String, String> details) {
        boolean isRunning() {
            return state.equals("RUNNING");
        }
    }

    static Status of(String json) {
        return new Gson().fromJson(json, Status.class);
    }

    Service service(String name) {
        return services.stream().filter(s -> s.name().equals(name)).findFirst()
            .orElseThrow(() -> new AssertionError("no service " + name + " in " + services));
    }

    Row row(String kind, String name) {
        return rows.stream().filter(r -> r.kind().equals(kind) && r.name().equals(name)).findFirst()
            .orElseThrow(() -> new IllegalStateException("no " + kind + " " + name + "; of that kind there are "
                + rows.stream().filter(r -> r.kind().equals(kind)).map(Row::name).toList()));
    }

    /** {@code tcp://HOST:PORT} of a listener that listens, its port as opened. */
    String address(String listener) {
        return "tcp://" + row("listener", listener).details().get("ports");
    }
}
