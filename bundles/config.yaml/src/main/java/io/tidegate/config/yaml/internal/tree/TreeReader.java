package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Refused;
import io.tidegate.config.yaml.internal.text.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the whole tree under one directory: application.yml, and the service.yml of each service that is run. One instance, one read, one thread. */
public final class TreeReader {
    /** The model's place for the application. */
    public static final String APPLICATION = "var/db/baetyl/application.yml";

    private final Map<String, String> environment;
    private final Present present;
    private Duration grace;
    /** The serial number that conf.yml leads to; empty: none. */
    private String hostSn = "";
    private final Findings root = Findings.root();
    private final TreeFiles files;
    private final Entries entries = new Entries();
    private final List<Row> others = new ArrayList<>();
    private final Map<String, RuntimeFile> runtimes = new HashMap<>();
    private final Map<String, Refused> refusedFiles = new HashMap<>();

    /**
     * @param dir         the directory that holds {@code var/db/baetyl}
     * @param graceBefore what counted until now, for when conf.yml cannot be used; at first {@link MasterFile#DEFAULT_GRACE}
     * @param environment for templates, and for where interpreters are looked for
     */
    public TreeReader(Path dir, Map<String, String> environment, Present present, Duration graceBefore) {
        this.environment = environment;
        this.present = present;
        this.grace = graceBefore;
        this.files = new TreeFiles(dir, root);
    }

    /** What cannot be read is among the problems and rows; never fails for what the files hold. */
    public Tree read() {
        List<Row> services = new ArrayList<>();
        boolean guardAll = false;
        try {
            Section file = files.read(APPLICATION, environment);
            Application application = ApplicationReader.read(file);
            master();
            services.addAll(services(application));
        } catch (Refused e) {
            guardAll = true;
            if (!files.findings(APPLICATION).hasErrors()) {
                files.findings(APPLICATION).error(e.place(), "", e.getMessage());
            }
        }
        guardAll |= files.findings(APPLICATION).hasErrors();
        others.addAll(files.rows());
        return new Tree(grace, entries.entries(), entries.refusals(), files.withErrors(), guardAll, root.all(), services, others, files.looked());
    }

    private void master() {
        if (!files.exists(MasterFile.NAME)) {
            grace = MasterFile.DEFAULT_GRACE;
            return;
        }
        try {
            MasterFile master = MasterFile.read(files.read(MasterFile.NAME, environment));
            grace = files.findings(MasterFile.NAME).hasErrors() ? grace : master.grace();
            if (!master.snfile().isEmpty()) {
                hostSn = files.text(master.snfile()).strip();
            }
        } catch (Refused e) {
            // It is among the findings, and what counted goes on counting.
            return;
        }
    }

    private List<Row> services(Application application) {
        List<Service> usable = application.services().stream().filter(i -> !i.findings().hasErrors()).map(Application.Item::service).toList();
        Map<String, ServiceNotes> notes = new LinkedHashMap<>();
        application.services().forEach(i -> notes.putIfAbsent(i.service().name(), new ServiceNotes(i.service(), i.findings())));
        List<Service> hubs = running(usable, Image.Part.HUB, notes);
        Hub hub = hubs.isEmpty() ? null : hub(hubs.get(0), notes.get(hubs.get(0).name()));
        hubs.stream().skip(1).forEach(s -> notes.get(s.name()).unsupported("a second hub: not yet; " + hubs.get(0).name() + " is the hub"));
        FunctionReader functions = new FunctionReader(usable, this::runtime, new Interpreters(environment.getOrDefault("PATH", "")), grace,
                hostSn);
        boolean hubUnknown = hub == null && application.services().stream().anyMatch(i -> i.service().image().part() == Image.Part.HUB
                && (i.findings().hasErrors() || hubs.contains(i.service())));
        boolean allManagers = application.services().stream()
                .noneMatch(i -> i.service().image().part() == Image.Part.MANAGER && i.findings().hasErrors());
        for (Service service : running(usable, Image.Part.MANAGER, notes)) {
            allManagers &= manager(service, notes.get(service.name()), hub, hubUnknown, functions);
        }
        for (Service service : usable) {
            if (service.image().part() == Image.Part.NONE) {
                notes.get(service.name()).unsupported(service.image().unsupported());
            } else if (service.image().isFunctionRuntime()) {
                runtimeOf(service, notes.get(service.name()), allManagers);
            }
        }
        return application.services().stream().map(i -> row(i, notes)).toList();
    }

    private static Row row(Application.Item item, Map<String, ServiceNotes> notes) {
        ServiceNotes noted = notes.get(item.service().name());
        return (noted.isOf(item.service()) ? noted : new ServiceNotes(item.service(), item.findings())).row();
    }

    /** Services of one part that are to run; one that the model would not start is said to stand still. */
    private static List<Service> running(List<Service> usable, Image.Part part, Map<String, ServiceNotes> notes) {
        List<Service> all = usable.stream().filter(s -> s.image().part() == part).toList();
        all.stream().filter(s -> s.replica() == 0).forEach(s -> notes.get(s.name()).stopped("replica is 0, so nothing starts it"));
        all.stream().filter(s -> s.replica() > 1).forEach(s -> notes.get(s.name()).remarks().add("replica is " + s.replica() + ", one runs"));
        return all.stream().filter(s -> s.replica() != 0).toList();
    }

    private Hub hub(Service service, ServiceNotes notes) {
        try {
            Section file = serviceFile(service);
            return notes.watch(file.findings(), () -> {
                Hub read = new HubReader(service, file, entries, present, others, notes.remarks()).read();
                LogReader.read(service, file, LogReader.HUB, entries);
                return read;
            }, () -> entries.pidsOf(service.name()));
        } catch (Refused e) {
            notes.failed(e);
            return null;
        }
    }

    /** Whether its file could be read. */
    private boolean manager(Service service, ServiceNotes notes, Hub hub, boolean hubUnknown, FunctionReader functions) {
        try {
            Section file = serviceFile(service);
            HubClient client = hubUnknown ? null : HubClient.read(file, hub, present);
            notes.watch(file.findings(), () -> {
                new ManagerReader(service, file, entries, present, notes.remarks()).read(client, functions);
                LogReader.read(service, file, LogReader.MANAGER, entries);
                return null;
            }, () -> entries.pidsOf(service.name()));
            return true;
        } catch (Refused e) {
            notes.failed(e);
            return false;
        }
    }

    /** @param allManagers whether all that could name its functions could be read */
    private void runtimeOf(Service service, ServiceNotes notes, boolean allManagers) {
        try {
            RuntimeFile file = runtime(service);
            List<String> named = entries.pidsOf(service.name());
            notes.pids(named);
            file.codes().keySet().stream().filter(name -> allManagers && !named.contains(Pids.pid(Pids.FUNCTION, name)))
                    .forEach(name -> notes.remarks().add("function '" + name + "' is named by no function manager"));
        } catch (Refused e) {
            notes.failed(e);
        }
    }

    private RuntimeFile runtime(Service service) throws Refused {
        if (refusedFiles.containsKey(service.name())) {
            throw refusedFiles.get(service.name());
        }
        if (!runtimes.containsKey(service.name())) {
            try {
                Section file = serviceFile(service);
                RuntimeFile read = RuntimeFile.read(file, file.place().file());
                runtimes.put(service.name(), read);
                LogReader.read(service, file, LogReader.workers(read.codes().keySet()), entries);
            } catch (Refused e) {
                refusedFiles.put(service.name(), e);
                throw e;
            }
        }
        return runtimes.get(service.name());
    }

    private Section serviceFile(Service service) throws Refused {
        Optional<String> file = service.serviceFile();
        if (file.isEmpty()) {
            throw new Refused(service.place(), "service '" + service.name() + "' mounts nothing at etc/baetyl, where its service.yml would be");
        }
        Map<String, String> seen = new HashMap<>(environment);
        seen.putAll(service.env());
        seen.put("BAETYL_SERVICE_NAME", service.name());
        seen.put("OPENEDGE_SERVICE_NAME", service.name());
        return files.read(file.get(), seen);
    }
}
