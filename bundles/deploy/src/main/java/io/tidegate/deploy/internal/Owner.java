package io.tidegate.deploy.internal;

import java.util.Arrays;
import java.util.Optional;
import org.apache.karaf.features.BundleInfo;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Which installed feature a bundle belongs to. Karaf's features service puts the feature's own content back at its next
 * operation, whatever that is about, so an update in place would be undone. In our own installation no feature has our
 * bundles. Any thread.
 */
final class Owner {
    private static final String FEATURES = "org.apache.karaf.features.FeaturesService";

    private Owner() {
    }

    /** The feature's name; empty where none has it, and in a container without Karaf's features. */
    static Optional<String> of(Bundle bundle, BundleContext context) {
        ServiceReference<?> features = context.getServiceReference(FEATURES);
        return features == null ? Optional.empty() : Lookup.feature(bundle.getLocation(), features, context);
    }

    /** Apart, because it can be loaded only where those classes are. */
    private static final class Lookup {
        static Optional<String> feature(String location, ServiceReference<?> reference, BundleContext context) {
            Object service = context.getService(reference);
            try {
                return service instanceof FeaturesService features ? feature(location, features) : Optional.empty();
            } finally {
                context.ungetService(reference);
            }
        }

        private static Optional<String> feature(String location, FeaturesService features) {
            try {
                return Arrays.stream(features.listInstalledFeatures())
                        .filter(feature -> feature.getBundles().stream().map(BundleInfo::getLocation).anyMatch(location::equals))
                        .map(Feature::getName).findFirst();
            } catch (Exception e) { // so it is declared
                throw new IllegalStateException("the installed features cannot be read", e);
            }
        }
    }
}
