package io.tidegate.itests.karaf;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
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

    /** Name to what would change if it were stopped, updated or restarted; nothing of {@code swapped}. */
    SortedMap<String, String> of(String swapped) {
        SortedMap<String, String> all = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (!swapped.equals(bundle.getSymbolicName())) {
                all.put("bundle " + bundle.getBundleId() + " " + bundle.getSymbolicName(),
                    bundle.getVersion() + " state=" + bundle.getState() + " modified=" + bundle.getLastModified());
            }
        }
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs()) {
            if (!swapped.equals(description.bundle.symbolicName)) {
                for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(description)) {
                    // An instance that was made anew has a new component.id.
                    all.put("component " + description.name + " id=" + configuration.id, "state=" + configuration.state);
                }
            }
        }
        return all;
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
