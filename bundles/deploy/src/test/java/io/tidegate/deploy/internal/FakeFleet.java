package io.tidegate.deploy.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarInputStream;
import org.osgi.framework.Version;

/** Installed bundles that take any jar; versions named as broken do not come up. */
final class FakeFleet implements Fleet {
    static final String SHIPPED = "0.1.0";
    final Map<String, FakeBundle> bundles = new HashMap<>();
    /** Every content that any bundle was given, in order. */
    final List<String> updates = new CopyOnWriteArrayList<>();
    /** Packages that others export, each in one version. */
    final Map<String, String> exported = new HashMap<>();
    /** Called when a bundle gets new content, by the thread that starts it. */
    Runnable onUpdate = () -> { };
    /** Called when a bundle is stopped. */
    Runnable onStop = () -> { };
    boolean up = true;
    final Map<String, Offer> offers = new ConcurrentHashMap<>();

    FakeFleet(String... symbolicNames) {
        for (String name : symbolicNames) {
            bundles.put(name, new FakeBundle(name));
        }
    }

    static Offer offer(String component) {
        return new Offer(Set.of("a.Service"), Map.of(component, new Offer.Component(true, "", "")));
    }

    static Offer failed(String component, String why) {
        return new Offer(Set.of(), Map.of(component, new Offer.Component(false, why, "")));
    }

    @Override
    public Optional<Installed> find(String symbolicName) {
        return Optional.ofNullable(bundles.get(symbolicName));
    }

    @Override
    public List<Installed> all() {
        return List.copyOf(bundles.values());
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public Set<Version> exported(String packageName, String besides) {
        return exported.containsKey(packageName) ? Set.of(new Version(exported.get(packageName))) : Set.of();
    }

    final class FakeBundle implements Installed {
        private final String name;
        volatile String version = SHIPPED;
        volatile boolean active = true;
        Optional<String> feature = Optional.empty();

        FakeBundle(String name) {
            this.name = name;
        }

        @Override
        public String symbolicName() {
            return name;
        }

        @Override
        public String version() {
            return version;
        }

        @Override
        public Optional<String> feature() {
            return feature;
        }

        @Override
        public Instant changed() {
            return Instant.EPOCH;
        }

        @Override
        public boolean isActive() {
            return active && !version.endsWith(".unresolved");
        }

        @Override
        public boolean shouldRun() {
            return active;
        }

        @Override
        public Offer offer() {
            return offers.getOrDefault(version, FakeFleet.offer("C"));
        }

        @Override
        public void stop() {
            onStop.run();
        }

        @Override
        public void update(InputStream content) throws DeployFault, IOException {
            version = SHIPPED;
            if (content != null) {
                try (JarInputStream jar = new JarInputStream(new ByteArrayInputStream(content.readAllBytes()))) {
                    version = jar.getManifest().getMainAttributes().getValue("Bundle-Version");
                }
            }
            updates.add(version);
            onUpdate.run();
            if (shouldRun() && version.endsWith(".unresolved")) {
                throw new DeployFault("missing requirement some.package");
            }
        }
    }
}
