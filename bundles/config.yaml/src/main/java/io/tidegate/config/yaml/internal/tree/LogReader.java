package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Node;
import io.tidegate.config.yaml.internal.text.Section;
import java.util.Collection;
import java.util.List;

/** The {@code logger} of a service.yml into a log configuration; its values are judged by the bundle that writes logs. Stateless. */
final class LogReader {
    /** What the model's hub says. */
    static final List<String> HUB = List.of("transport.netty", "hub", "auth.file", "store.*");
    /** What the model's function manager says. */
    static final List<String> MANAGER = List.of("rule", "function");

    private LogReader() {
    }

    /** What the workers of these functions print. */
    static List<String> workers(Collection<String> functions) {
        return functions.stream().map(name -> "function/" + name).toList();
    }

    /** @param parts whose lines; without any there is no log */
    static void read(Service service, Section file, List<String> parts, Entries entries) {
        Node node = file.node("logger").orElse(null);
        if (!(node instanceof Node.Mapping) || parts.isEmpty()) {
            return; // what it is instead is said by whoever accepts the block
        }
        String pid = Pids.pid(Pids.LOG, service.name());
        Findings findings = file.findings().part(pid);
        Section logger = Section.of(node, "logger", findings);
        Thing thing = new Thing(pid, file.place("logger"), findings).put("name", service.name(), service.place()).put("parts", parts);
        put(thing, logger, "level");
        put(thing, logger, "format");
        for (String limit : List.of("size", "age", "backup")) {
            put(thing, logger.section(limit), "max");
        }
        logger.text("path").ifPresent(path -> service.hostPath(path).ifPresentOrElse(host -> thing.put("path", host, logger.place("path")),
                () -> findings.warning(logger.place("path"), "logger.path", "'" + path + "' is covered by no mount of service '" + service.name()
                        + "', so its lines are in the gateway's own log only")));
        entries.add(service.name(), thing);
    }

    /** As in the model, 0 is "not set". */
    private static void put(Thing thing, Section section, String key) {
        section.text(key).filter(text -> !text.equals("0"))
                .ifPresent(text -> thing.put(section.name(key).substring("logger.".length()), text, section.place(key)));
    }
}
