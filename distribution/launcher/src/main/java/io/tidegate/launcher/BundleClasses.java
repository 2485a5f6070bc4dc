package io.tidegate.launcher;

import java.lang.reflect.Method;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Has the JVM link those classes of bundles that were loaded and not used, when a gateway ends that will leave an archive of its
 * classes: an archive takes of bundles only what is linked, and some 400 of the container's logging alone are loaded at each start
 * to be asked for their names. Stateless.
 */
final class BundleClasses {
    private BundleClasses() {
    }

    /** While they can still be asked for their content. Loads nothing that was not loaded. */
    static void link(Bundle[] bundles) {
        try {
            Method loaded = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
            loaded.setAccessible(true); // the framework needs it open too
            for (Bundle bundle : bundles) {
                BundleWiring wiring = bundle.getBundleId() == 0 ? null : bundle.adapt(BundleWiring.class);
                ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
                if (loader != null) {
                    for (String file : wiring.listResources("/", "*" + Linking.ENDING, BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE)) {
                        Class<?> one = (Class<?>) loaded.invoke(loader, Linking.className(file));
                        if (one != null) {
                            Linking.link(one);
                        }
                    }
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            Main.say("the next start will not be as fast as it could be: " + e);
        }
    }
}
