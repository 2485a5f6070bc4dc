package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A function manager's service.yml into functions and rules. One read, one thread. */
final class ManagerReader {
    private static final int MAX_QOS = 2;
    private static final int MAX_RETRY = 1000;
    private static final int DEFAULT_RETRY = 3;

    private final Service service;
    private final Section file;
    private final Entries entries;
    private final Present present;
    private final List<String> remarks;
    /** Functions that somebody configured and that cannot be made, with the reason. */
    private final Map<String, String> failedFunctions = new LinkedHashMap<>();

    ManagerReader(Service service, Section file, Entries entries, Present present, List<String> remarks) {
        this.service = service;
        this.file = file;
        this.entries = entries;
        this.present = present;
        this.remarks = remarks;
    }

    /** @param client what became of the {@code hub} block; null when the hub's own file is refused, so that nobody can judge it */
    void read(HubClient client, FunctionReader functions) {
        for (Section function : file.sections("functions")) {
            functions.read(function, entries);
            function.findings().firstError().ifPresent(e -> failed(function.text("name").orElse(""), e));
        }
        file.accept("hub");
        file.sections("rules").forEach(rule -> rule(rule, client));
        Section server = file.section("server");
        if (server.accept("timeout", "message", "concurrent", "ca", "key", "cert").text("address").isPresent()) {
            file.findings().warning(server.place("address"), "server.address", "calling functions over gRPC: not yet");
            remarks.add("server.address: calling functions over gRPC: not yet");
        }
        server.close();
        Logging.accept(file);
        file.close();
    }

    /** One that is there already goes on as it was, and its rules with it. */
    private void failed(String function, String reason) {
        if (!present.has(Pids.pid(Pids.FUNCTION, function))) {
            failedFunctions.putIfAbsent(function, reason);
        }
    }

    private void rule(Section rule, HubClient client) {
        String clientid = rule.required("clientid");
        if (client == null) {
            rule.error("", "cannot be judged while the hub's own file is refused");
        }
        Thing thing = new Thing(Pids.pid(Pids.RULE, clientid), rule.place(), rule.findings()).put("clientid", clientid, rule.place("clientid"));
        Section subscribe = rule.section("subscribe");
        String from = subscribe.required("topic");
        thing.put("subscribe.topic", from, subscribe.place("topic"));
        thing.put("subscribe.qos", subscribe.integer("qos", 0, 0, MAX_QOS), subscribe.place("qos"));
        Section function = rule.section("function");
        String name = function.required("name");
        thing.put("function", name, function.place("name"));
        Section publish = rule.section("publish");
        String to = publish.required("topic");
        thing.put("publish.topic", to, publish.place("topic"));
        thing.put("publish.qos", publish.integer("qos", 0, 0, MAX_QOS), publish.place("qos"));
        Section retry = rule.section("retry");
        thing.put("retry.max", retry.integer("max", DEFAULT_RETRY, 0, MAX_RETRY), retry.place("max"));
        List.of(subscribe, publish, function, retry, rule).forEach(Section::close);
        topics(rule, subscribe, from, publish, to);
        if (client == null || clientid.isEmpty()) {
            refuse(thing, clientid);
            return;
        }
        thing.put("onerror", "publish").put("loop", "allowed");
        judge(thing, client, name);
        entries.add(service.name(), thing);
    }

    private void refuse(Thing thing, String clientid) {
        if (!clientid.isEmpty()) {
            entries.add(service.name(), thing);
        }
    }

    private void judge(Thing thing, HubClient client, String function) {
        if (client.failed().isEmpty()) {
            thing.put("username", client.username(), client.place());
        }
        String failed = client.failed().isEmpty() ? failedFunctions.getOrDefault(function, "") : client.failed();
        if (!failed.isEmpty()) {
            thing.put("failed", failed);
        }
    }

    private static void topics(Section rule, Section subscribe, String from, Section publish, String to) {
        Findings findings = rule.findings();
        if (!from.isEmpty()) {
            Topics.filterProblem(from).ifPresent(p -> subscribe.error("topic", p));
        }
        if (!to.isEmpty()) {
            Topics.nameProblem(to).ifPresent(p -> publish.error("topic", p));
        }
        if (!findings.hasErrors() && Topics.matches(from, to)) {
            findings.warning(publish.place("topic"), publish.name("topic"), "'" + to + "' is matched by the rule's own filter '" + from
                    + "': each result comes back as an input, until its hop count ends it");
        }
    }
}
