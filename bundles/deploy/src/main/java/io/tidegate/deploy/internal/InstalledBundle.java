package io.tidegate.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** {@link Installed} of a real bundle. */
final class InstalledBundle implements Installed {
    private static final String CAUSE = "Caused by: ";
    private final Bundle bundle;
    private final BundleContext context;
    private final ServiceComponentRuntime components;

    InstalledBundle(Bundle bundle, BundleContext context, ServiceComponentRuntime components) {
        this.bundle = bundle;
        this.context = context;
        this.components = components;
    }

    @Override
    public String symbolicName() {
        return bundle.getSymbolicName();
    }

    @Override
    public String version() {
        return bundle.getVersion().toString();
    }

    @Override
    public Optional<String> feature() {
        return Owner.of(bundle, context);
    }

    @Override
    public Instant changed() {
        return Instant.ofEpochMilli(bundle.getLastModified());
    }

    @Override
    public boolean isActive() {
        return bundle.getState() == Bundle.ACTIVE;
    }

    @Override
    public boolean shouldRun() {
        BundleStartLevel own = bundle.adapt(BundleStartLevel.class);
        return own.isPersistentlyStarted() && context.getBundle(0).adapt(FrameworkStartLevel.class).getStartLevel() >= own.getStartLevel();
    }

    @Override
    public Offer offer() {
        Set<String> services = new TreeSet<>();
        ServiceReference<?>[] registered = isActive() ? bundle.getRegisteredServices() : null;
        for (ServiceReference<?> reference : registered == null ? new ServiceReference<?>[0] : registered) {
            services.addAll(Arrays.asList((String[]) reference.getProperty(Constants.OBJECTCLASS)));
        }
        Map<String, Offer.Component> now = new HashMap<>();
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO c : components.getComponentConfigurationDTOs(description)) {
                Object pid = c.properties.get(Constants.SERVICE_PID);
                String shown = pid instanceof String[] all ? String.join(",", all) : String.valueOf(pid == null ? "" : pid);
                now.put((description.name + " " + shown).strip(), component(description, c));
            }
        }
        return new Offer(services, now);
    }

    private static Offer.Component component(ComponentDescriptionDTO description, ComponentConfigurationDTO c) {
        boolean waitsForUse = c.state == ComponentConfigurationDTO.SATISFIED && !description.immediate && c.failure == null;
        String failure = c.failure == null ? "" : innermost(c.failure);
        String lacking = c.unsatisfiedReferences == null ? "" : Arrays.stream(c.unsatisfiedReferences)
                .map(reference -> interfaceOf(description, reference.name)).sorted().collect(Collectors.joining(", "));
        return new Offer.Component(c.state == ComponentConfigurationDTO.ACTIVE || waitsForUse, failure, lacking);
    }

    private static String interfaceOf(ComponentDescriptionDTO description, String reference) {
        return Arrays.stream(description.references).filter(r -> r.name.equals(reference)).map(r -> r.interfaceName).findFirst().orElse(reference);
    }

    /** Of a stack trace's text: what the last cause says. */
    private static String innermost(String trace) {
        String[] lines = trace.split("\n");
        return Arrays.stream(lines).filter(line -> line.startsWith(CAUSE)).reduce((first, last) -> last)
                .map(line -> line.substring(CAUSE.length())).orElse(lines[0]).strip();
    }

    @Override
    public void stop() throws DeployFault {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | IllegalStateException e) {
            throw new DeployFault(sentence(e));
        }
    }

    /** Started apart: the framework's own update starts it while it holds the bundle's lock, and nobody could stop what hangs there. */
    @Override
    public void update(InputStream content) throws DeployFault, IOException {
        try (InputStream shipped = content == null ? ShippedContent.open(bundle.getLocation(), context) : null;
                ClassesAhead ahead = new ClassesAhead(bundle, context)) {
            bundle.update(content == null ? shipped : content); // still null: the framework asks the location
            if (shouldRun()) {
                bundle.start(Bundle.START_TRANSIENT);
            }
        } catch (BundleException | IllegalStateException e) {
            throw new DeployFault(sentence(e));
        }
    }

    private static String sentence(Exception e) {
        String cause = e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")";
        return (e.getMessage() + cause).replaceAll("\\s+", " ").replaceFirst(" Unresolved requirements: .*", ""); // the same once more
    }
}
