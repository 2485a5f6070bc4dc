package io.tidegate.itests.karaf;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Class loaders of bundles before each of their swaps: once the new content runs, nothing may hold them any more. */
final class OldContents {
    private final Map<String, WeakReference<ClassLoader>> loaders = new LinkedHashMap<>();

    /** The content that this bundle has now will be an old one. */
    void add(Bundle bundle) {
        String name = bundle.getSymbolicName() + " " + bundle.getVersion() + " #" + loaders.size();
        loaders.put(name, new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
    }

    int count() {
        return loaders.size();
    }

    /** Asks for collections until all are gone. @throws AssertionError naming those that are not */
    void awaitCollected(Duration limit) {
        Wait.until("the class loaders of old contents are collected", limit, this::collect, List::isEmpty);
    }

    private List<String> collect() {
        System.gc();
        return loaders.entrySet().stream().filter(loader -> loader.getValue().get() != null).map(Map.Entry::getKey).toList();
    }
}
