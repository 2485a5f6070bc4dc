package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Node;
import io.tidegate.config.yaml.internal.text.Refused;
import io.tidegate.config.yaml.internal.text.Section;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads application.yml in either syntax: services as a list with mounts and volumes, or compose-like as a mapping. One read, one thread. */
final class ApplicationReader {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}");
    private static final int MAX_REPLICA = 100;

    private final Findings findings;
    private final Map<String, String> volumes = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();

    private ApplicationReader(Findings findings) {
        this.findings = findings;
    }

    /** @throws Refused when it names no service at all: an empty or half-written file must not take everything away */
    static Application read(Section file) throws Refused {
        Findings findings = file.findings();
        file.accept("version", "app_version", "name", "networks");
        Node services = file.node("services").orElse(null);
        if (services == null || services instanceof Node.Scalar) {
            throw new Refused(file.place("services"), "services: names no service");
        }
        ApplicationReader reader = new ApplicationReader(findings);
        List<Application.Item> items = services instanceof Node.Mapping ? reader.compose(file) : reader.list(file);
        file.close();
        if (items.isEmpty()) {
            throw new Refused(file.place("services"), "services: names no service");
        }
        return new Application(List.copyOf(items));
    }

    private List<Application.Item> list(Section file) {
        for (Section volume : file.sections("volumes")) {
            String name = volume.required("name");
            String path = volume.required("path");
            volume.accept("meta").close();
            if (volumes.putIfAbsent(name, path) != null) {
                volume.error("name", "'" + name + "' is the name of an earlier volume too");
            }
        }
        List<Application.Item> items = new ArrayList<>();
        for (Section service : file.sections("services")) {
            String name = service.required("name");
            items.add(service(name, service, listMounts(service), service.textMap("env")));
        }
        return items;
    }

    private List<Service.Mount> listMounts(Section service) {
        List<Service.Mount> mounts = new ArrayList<>();
        for (Section mount : service.sections("mounts")) {
            String volume = mount.required("name");
            String path = mount.required("path");
            boolean readOnly = mount.flag("readonly", false);
            mount.close();
            if (!volume.isEmpty() && !volumes.containsKey(volume)) {
                service.findings().error(mount.place("name"), mount.name("name"), "'" + volume + "': no volume has that name");
            } else if (!volume.isEmpty()) {
                mounts.add(new Service.Mount(inside(path), inside(volumes.get(volume)), readOnly));
            }
        }
        return mounts;
    }

    private List<Application.Item> compose(Section file) {
        file.accept("volumes");
        Section services = file.section("services");
        Map<String, Application.Item> items = new LinkedHashMap<>();
        Map<String, List<String>> needs = new LinkedHashMap<>();
        for (String name : services.keys()) {
            Section service = Section.of(services.node(name).orElse(new Node.Mapping(Map.of(), services.place(name))),
                    services.name(name), findings.part());
            service.accept("container_name", "hostname", "command", "entrypoint", "environment");
            needs.put(name, service.texts("depends_on").stream().map(Node.Scalar::text).toList());
            items.put(name, service(name, service, ComposeParts.mounts(service), ComposeParts.environment(service)));
        }
        cycle(needs).forEach(name -> items.get(name).findings().error(services.place(name), "services." + name + ".depends_on",
                "leads in a circle, so it can never start"));
        return new ArrayList<>(items.values());
    }

    /** Services that wait for themselves, or for one that does; the model never starts these. */
    private static Set<String> cycle(Map<String, List<String>> needs) {
        Set<String> waiting = new HashSet<>(needs.keySet());
        Deque<String> ready = new ArrayDeque<>(needs.keySet());
        boolean moved = true;
        while (moved) {
            moved = ready.removeIf(name -> needs.get(name).stream().noneMatch(waiting::contains) && waiting.remove(name));
        }
        return waiting;
    }

    private Application.Item service(String name, Section section, List<Service.Mount> mounts, Map<String, String> env) {
        String image = section.required("image");
        int replica = section.has("replica") ? replica(section) : Service.UNSET;
        List<Service.Port> ports = new ArrayList<>();
        section.texts("ports").forEach(p -> PortReader.read(p, section.name("ports"), section.findings()).ifPresent(ports::add));
        section.accept("args", "restart", "networks", "network_mode", "devices", "resources", "runtime").close();
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            section.error("name", "'" + name + "': allowed is " + NAME.pattern());
        }
        if (!names.add(name)) {
            section.error("name", "'" + name + "' is the name of an earlier service too");
        }
        Service service = new Service(name, image, Image.of(image), replica, List.copyOf(mounts), List.copyOf(ports),
                Map.copyOf(env), section.place());
        return new Application.Item(service, section.findings());
    }

    /** 0 is a word of its own here: started by others, on demand. */
    private static int replica(Section section) {
        return (int) section.integer("replica", 0, 0, MAX_REPLICA);
    }

    /** A path cannot leave the gateway's directory, and a leading slash means that directory, as in the model. */
    static String inside(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }
}
