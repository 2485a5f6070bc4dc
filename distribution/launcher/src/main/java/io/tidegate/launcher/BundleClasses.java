package io.tidegate.launcher;

import java.lang.reflect.Method;
import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Has the JVM link those classes of bundles that were loaded and not used, when a gateway ends that will leave an archive of its
 * classes: an archive takes of bundles only what is linked, and some 400 of the container's logging alone are loaded at each start
 * to be asked for their names. Karaf starts it with the framework ({@code Karaf-Activator} in the manifest).
 */
public final class BundleClasses implements BundleActivator {
    @Override
    public void start(BundleContext framework) {
        if (System.getProperty("tidegate.classes", "").equals("record")) {
            framework.addBundleListener((SynchronousBundleListener) event -> {
                if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
                    linkLoaded(framework.getBundles());
                }
            });
        }
    }

    @Override
    public void stop(BundleContext framework) {
        // the listener goes with the framework
    }

    private static void linkLoaded(Bundle[] bundles) {
        try {
            Method loaded = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
            loaded.setAccessible(true); // the framework needs it open too
            for (Bundle bundle : bundles) {
                BundleWiring wiring = bundle.getBundleId() == 0 ? null : bundle.adapt(BundleWiring.class);
                if (wiring != null && wiring.getClassLoader() != null) {
                    Collection<String> names = wiring.listResources("/", "*.class", BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE);
                    for (String name : names) {
                        link((Class<?>) loaded.invoke(wiring.getClassLoader(), name.substring(0, name.length() - ".class".length()).replace('/', '.')));
                    }
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            Main.say("the next start will not be as fast as it could be: " + e);
        }
    }

    private static void link(Class<?> loaded) {
        try {
            if (loaded != null) {
                loaded.getDeclaredConstructors(); // has the JVM verify and link the class; nothing of it is run
            }
        } catch (LinkageError optional) {
            return; // for something that is not here
        }
    }
}
