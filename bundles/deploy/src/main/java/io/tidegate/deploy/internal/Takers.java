package io.tidegate.deploy.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import org.apache.felix.fileinstall.ArtifactListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether anybody in the framework takes a file of deploy/. Any thread. */
final class Takers {
    private static final Logger LOG = LoggerFactory.getLogger(Takers.class);
    private final BundleContext context;

    Takers(BundleContext context) {
        this.context = context;
    }

    /** Why nobody takes it; empty when it became a bundle, or when an installer that makes something else of it takes it. */
    Optional<String> untaken(Path file) {
        if (isBundle(file) || taken(file)) {
            return Optional.empty();
        }
        Optional<JarFacts> facts = JarFacts.peek(file);
        return Optional.of(facts.map(f -> "bundle " + f.symbolicName() + " cannot be installed, the log says why")
                .orElse("nobody takes it: it is neither a bundle (a complete jar whose manifest has Bundle-SymbolicName) nor a configuration"));
    }

    private boolean isBundle(Path file) {
        String path = file.toUri().getRawPath();
        return Arrays.stream(context.getBundles()).map(Bundle::getLocation) // a directory's has no / at its end
                .anyMatch(location -> path.endsWith("/") ? (location + "/").endsWith(path) : location.contains(path));
    }

    private boolean taken(Path file) {
        try {
            Collection<ServiceReference<ArtifactListener>> listeners = context.getServiceReferences(ArtifactListener.class, null);
            return listeners.stream().filter(reference -> !makesBundles(reference)).anyMatch(reference -> takes(reference, file));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("a null filter is always right", e);
        }
    }

    /** FileInstall's own: what it takes is a bundle afterwards, or it was not taken. */
    private static boolean makesBundles(ServiceReference<ArtifactListener> reference) {
        Object types = reference.getProperty("objectClass");
        boolean installs = types instanceof String[] names && Arrays.asList(names).contains("org.apache.felix.fileinstall.ArtifactInstaller");
        return !installs;
    }

    private boolean takes(ServiceReference<ArtifactListener> reference, Path file) {
        ArtifactListener listener = context.getService(reference);
        try {
            return listener != null && listener.canHandle(file.toFile());
        } catch (RuntimeException | LinkageError e) { // somebody else's, or of a bundle that is being swapped
            LOG.debug("event=installer-failed file={} service={}", file.getFileName(), reference, e);
            return false;
        } finally {
            context.ungetService(reference);
        }
    }
}
