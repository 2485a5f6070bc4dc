package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Node;
import io.tidegate.config.yaml.internal.text.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of a compose-like service that are written otherwise than in the list syntax. Stateless. */
final class ComposeParts {
    private ComposeParts() {
    }

    /** {@code src:dst[:ro]} or {@code {source, target, read_only}}. */
    static List<Service.Mount> mounts(Section service) {
        List<Service.Mount> mounts = new ArrayList<>();
        List<Node> items = service.list("volumes");
        for (int i = 0; i < items.size(); i++) {
            String key = service.name("volumes") + "[" + i + "]";
            if (items.get(i) instanceof Node.Scalar scalar) {
                String[] parts = scalar.text().split(":", -1);
                boolean right = parts.length == 2 || parts.length == 3 && (parts[2].equals("ro") || parts[2].equals("rw"));
                if (!right || parts[0].isBlank() || parts[1].isBlank()) {
                    service.findings().error(scalar.place(), key, "'" + scalar.text() + "': allowed is source:target or source:target:ro");
                    continue;
                }
                mounts.add(mount(parts[0], parts[1], parts.length == 3 && parts[2].equals("ro")));
            } else {
                Section volume = Section.of(items.get(i), key, service.findings());
                volume.accept("type", "bind", "volume", "consistency");
                mounts.add(mount(volume.required("source"), volume.required("target"), volume.flag("read_only", false)));
                volume.close();
            }
        }
        return mounts;
    }

    private static Service.Mount mount(String source, String target, boolean readOnly) {
        return new Service.Mount(ApplicationReader.inside(target), ApplicationReader.inside(source), readOnly);
    }

    /** {@code [K=V]} or a mapping; an entry with a second {@code =} keeps it, where the model gave up. */
    static Map<String, String> environment(Section service) {
        if (service.node("environment").filter(n -> n instanceof Node.Sequence).isEmpty()) {
            return service.textMap("environment");
        }
        Map<String, String> env = new LinkedHashMap<>();
        for (Node.Scalar entry : service.texts("environment")) {
            int equals = entry.text().indexOf('=');
            if (equals < 1) {
                service.findings().error(entry.place(), service.name("environment"), "'" + entry.text() + "': allowed is NAME=VALUE");
                continue;
            }
            env.put(entry.text().substring(0, equals), entry.text().substring(equals + 1));
        }
        return env;
    }
}
