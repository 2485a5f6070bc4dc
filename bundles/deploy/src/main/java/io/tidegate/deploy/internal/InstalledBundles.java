package io.tidegate.deploy.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** {@link Fleet} of a framework. */
final class InstalledBundles implements Fleet {
    /** The start level at which FileInstall looks at deploy/, in its configuration. */
    private static final int UP = 80;
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

    @Override
    public boolean isUp() {
        return context.getBundle(0).adapt(FrameworkStartLevel.class).getStartLevel() >= UP;
    }

    @Override
    public Set<Version> exported(String packageName, String besides) {
        return Arrays.stream(context.getBundles()).filter(bundle -> !besides.equals(bundle.getSymbolicName()))
                .map(bundle -> bundle.adapt(BundleRevision.class)).filter(Objects::nonNull) // null: just uninstalled
                .flatMap(revision -> revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .map(BundleCapability::getAttributes).filter(offered -> packageName.equals(offered.get(PackageNamespace.PACKAGE_NAMESPACE)))
                .map(offered -> offered.get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE) instanceof Version v ? v : Version.emptyVersion)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<Bundle> ours() {
        String dropped = directory.path().toUri().toString().replaceFirst("^file:/+", "/");
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null && bundle.getSymbolicName().startsWith(Deployments.OURS))
                .filter(bundle -> !bundle.getLocation().contains(dropped)); // FileInstall's own, by its rules
    }

    private Installed installed(Bundle bundle) {
        return new InstalledBundle(bundle, context, components);
    }
}
