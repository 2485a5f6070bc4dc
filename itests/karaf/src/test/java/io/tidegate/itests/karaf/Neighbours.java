package io.tidegate.itests.karaf;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What must be the same before and after a swap: every other bundle, and every instance of its components. */
final class Neighbours {
    private final BundleContext context;
    private final ServiceComponentRuntime components;

    Neighbours(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    /** Where no component runtime may be touched: bundles and services alone. */
    static Neighbours withoutComponents(BundleContext context) {
        return new Neighbours(context, null);
    }

    /** Name to what would change if it were stopped, updated or restarted; nothing of {@code swapped}. */
    SortedMap<String, String> of(String swapped) {
        SortedMap<String, String> all = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (!swapped.equals(bundle.getSymbolicName())) {
                all.put("bundle " + bundle.getSymbolicName() + " " + bundle.getBundleId(),
                    bundle.getVersion() + " state=" + bundle.getState() + " modified=" + bundle.getLastModified());
                addServices(bundle, all);
            }
        }
        if (components != null) {
            addComponents(swapped, all);
        }
        return all;
    }

    private void addComponents(String swapped, SortedMap<String, String> all) {
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs()) {
            if (!swapped.equals(description.bundle.symbolicName)) {
                for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(description)) {
                    all.put("component " + description.bundle.symbolicName + " " + description.name + " component.id=" + configuration.id,
                        "state=" + configuration.state);
                }
            }
        }
    }

    /**
     * The service.id of each service of ours: what is deactivated and activated again registers anew, also where its component.id
     * stays, because the runtime keeps that as long as the configuration exists.
     */
    private static void addServices(Bundle bundle, SortedMap<String, String> into) {
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        if (services != null && bundle.getSymbolicName().startsWith("io.tidegate.")) {
            for (ServiceReference<?> service : services) {
                into.put("service " + bundle.getSymbolicName() + " " + Arrays.toString((String[]) service.getProperty(Constants.OBJECTCLASS))
                    + " service.id=" + service.getProperty(Constants.SERVICE_ID), "");
            }
        }
    }

    /** The one bundle of that name. @throws AssertionError when there are none or several */
    Bundle only(String symbolicName) {
        Bundle[] found = Arrays.stream(context.getBundles()).filter(b -> symbolicName.equals(b.getSymbolicName())).toArray(Bundle[]::new);
        if (found.length != 1) {
            throw new AssertionError("bundles called " + symbolicName + ": " + Arrays.toString(found));
        }
        return found[0];
    }
}
