package io.tidegate.deploy.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** {@link Fleet} of a framework. */
final class InstalledBundles implements Fleet {
    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final DeployDirectory directory;

    InstalledBundles(BundleContext context, ServiceComponentRuntime components, DeployDirectory directory) {
        this.context = context;
        this.components = components;
        this.directory = directory;
    }

    @Override
    public Optional<Installed> find(String symbolicName) {
        return ours().filter(bundle -> bundle.getSymbolicName().equals(symbolicName)).findFirst().map(this::installed);
    }

    @Override
    public List<Installed> all() {
        return ours().map(this::installed).toList();
    }

    private Stream<Bundle> ours() {
        String dropped = directory.path().toUri().toString().replaceFirst("^file:/+", "/");
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith(Deployments.OURS))
                .filter(bundle -> !bundle.getLocation().contains(dropped)); // FileInstall's own, by its rules
    }

    private Installed installed(Bundle bundle) {
        return new InstalledBundle(bundle, context.getBundle(0), components);
    }
}
