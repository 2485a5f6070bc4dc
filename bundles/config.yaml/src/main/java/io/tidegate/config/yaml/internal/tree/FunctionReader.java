package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Refused;
import io.tidegate.config.yaml.internal.text.Section;
import io.tidegate.config.yaml.internal.text.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Joins a function manager's {@code functions[]} with the function service's own file, by service and name. One read, one thread. */
final class FunctionReader {
    private static final int MAX_INSTANCES = 100;
    private static final long DEFAULT_REPLY = 4L << 20;
    /** As much as {@code io.tidegate.function} takes; the model takes more. */
    private static final long MAX_REPLY = 256L << 20;

    /** Where the function services' own files come from. */
    interface Runtimes {
        RuntimeFile read(Service service) throws Refused;
    }

    private final Map<String, Service> services = new LinkedHashMap<>();
    private static final String HOST_SN = "BAETYL_HOST_SN";
    private final Runtimes runtimes;
    private final Interpreters interpreters;
    private final Duration grace;
    private final String hostSn;

    /** @param hostSn the machine's serial number; empty: none is given to functions */
    FunctionReader(List<Service> services, Runtimes runtimes, Interpreters interpreters, Duration grace, String hostSn) {
        services.forEach(s -> this.services.put(s.name(), s));
        this.runtimes = runtimes;
        this.interpreters = interpreters;
        this.grace = grace;
        this.hostSn = hostSn;
    }

    void read(Section function, Entries entries) {
        String name = function.required("name");
        String serviceName = function.required("service");
        Section instance = function.section("instance");
        long min = instance.integer("min", 0, 0, MAX_INSTANCES);
        long max = instance.integer("max", 1, 0, MAX_INSTANCES);
        Duration idle = instance.duration("idletime", Duration.ofMinutes(10));
        instance.accept("evicttime").close();
        Section message = function.section("message");
        Section length = message.section("length");
        long asked = length.bytes("max", DEFAULT_REPLY, 1, Long.MAX_VALUE);
        long reply = Math.min(asked, MAX_REPLY);
        if (reply < asked) {
            function.findings().warning(length.place("max"), length.name("max"), Units.sizeText(asked) + " is more than the "
                    + Units.sizeText(MAX_REPLY) + " that a reply may have: max is " + Units.sizeText(MAX_REPLY));
        }
        length.close();
        message.close();
        Duration timeout = function.duration("timeout", Duration.ofSeconds(30));
        function.accept("backoff").close();
        if (name.isEmpty()) {
            return;
        }
        Thing thing = new Thing(Pids.pid(Pids.FUNCTION, name), function.place(), function.findings()).put("name", name, function.place("name"));
        Service service = serviceName.isEmpty() ? null : runs(function, serviceName);
        if (service != null) {
            code(function, name, service, thing);
            int replica = Math.max(0, service.replica());
            long atLeast = Math.max(min, replica);
            if (min > max) {
                function.findings().warning(instance.place("min"), instance.name("min"), min + " is above instance.max " + max + ": max is " + min);
            }
            thing.put("service", service.name(), function.place("service"))
                    .put("mounts", service.mounts().stream().map(Service.Mount::text).toList(), service.place())
                    .put("env", env(service), service.place())
                    .put("instance.min", atLeast, instance.place("min")).put("instance.max", Math.max(max, atLeast), instance.place("max"))
                    .put("instance.idletime", Units.durationText(idle), instance.place("idletime"))
                    .put("timeout", Units.durationText(timeout), function.place("timeout"))
                    .put("message.length.max", Units.sizeText(reply), length.place("max"))
                    .put("grace", Units.durationText(grace)).put("image", service.imageText(), service.place());
        }
        entries.add(service == null ? serviceName : service.name(), thing);
    }

    private Service runs(Section function, String name) {
        Service service = services.get(name);
        if (service == null) {
            function.error("service", "'" + name + "': application.yml has no such service that can be used");
        } else if (service.image().part() == Image.Part.NONE) {
            function.error("service", "'" + name + "' is not run: " + service.image().unsupported());
        } else if (!service.image().isFunctionRuntime()) {
            function.error("service", "'" + name + "' (" + service.image().base() + ") is no function runtime");
        } else {
            return service;
        }
        return null;
    }

    private void code(Section function, String name, Service service, Thing thing) {
        RuntimeFile file;
        try {
            file = runtimes.read(service);
        } catch (Refused e) {
            function.error("service", "'" + service.name() + "': " + e.place() + ": " + e.getMessage());
            return;
        }
        Optional<RuntimeFile.Code> code = Optional.ofNullable(file.codes().get(name));
        if (code.isEmpty()) {
            function.error("name", "'" + name + "' is not among the functions of " + file.file() + ": " + String.join(", ", file.codes().keySet()));
        } else if (!code.get().error().isEmpty()) {
            function.error("name", "'" + name + "': " + code.get().error());
        } else {
            thing.put("runtime", "python", service.place()).put("interpreter", interpreters.of(service.image().part()), service.place())
                    .put("handler", code.get().handler(), code.get().handlerPlace())
                    .put("codedir", service.inDirectory(code.get().codedir()), code.get().codedirPlace());
            List<String> further = file.codes().values().stream().filter(other -> other.error().isEmpty()).map(RuntimeFile.Code::codedir)
                    .map(service::inDirectory).filter(other -> !other.equals(service.inDirectory(code.get().codedir()))).distinct().toList();
            if (!further.isEmpty()) { // in the model one process has them all
                thing.put("codedir.further", further, service.place());
            }
        }
    }

    /** What the service's {@code env} says; the model's own names win over it. */
    private List<String> env(Service service) {
        Map<String, String> all = new TreeMap<>(service.env());
        if (!hostSn.isEmpty()) {
            all.put(HOST_SN, hostSn);
        }
        List<String> env = new ArrayList<>();
        all.forEach((name, value) -> env.add(name + "=" + value));
        return env;
    }
}
