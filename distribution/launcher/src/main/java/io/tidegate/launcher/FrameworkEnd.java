package io.tidegate.launcher;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** What is done when the framework begins to stop. Karaf starts it with the framework ({@code Karaf-Activator} in the manifest). */
public final class FrameworkEnd implements BundleActivator {
    @Override
    public void start(BundleContext framework) {
        framework.addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
                EndWatch.start(event.getBundle(), framework.getBundles());
                if (System.getProperty("tidegate.classes", "").equals("record")) {
                    BundleClasses.link(framework.getBundles());
                }
            }
        });
    }

    @Override
    public void stop(BundleContext framework) {
        // the listener goes with the framework
    }
}
