package io.tidegate.deploy.internal;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the classes of a bundle's new content on a thread of its own, from when it is resolved until it is started: a good
 * part of the time that messages wait is the loading of classes, and there is a second core. Changes nothing but time.
 */
final class ClassesAhead implements SynchronousBundleListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClassesAhead.class);
    private static final String SUFFIX = ".class";

    private final Bundle bundle;
    private final BundleContext context;
    private volatile boolean closed;

    ClassesAhead(Bundle bundle, BundleContext context) {
        this.bundle = bundle;
        this.context = context;
        context.addBundleListener(this);
    }

    /** On the thread that starts the bundle, before that loads a class. */
    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getBundle() == bundle && event.getType() == BundleEvent.RESOLVED) {
            Thread thread = new Thread(this::load, "tidegate-deploy-classes-1");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void load() {
        try {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            Collection<String> names = wiring == null ? null
                    : wiring.listResources("/", "*" + SUFFIX, BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE);
            if (names != null) { // null: it is gone again
                load(wiring.getClassLoader(), names);
            }
        } catch (RuntimeException e) { // whoever starts the bundle finds the same, and says it
            LOG.debug("event=classes-not-ahead bundle={} reason=\"{}\"", bundle.getSymbolicName(), e.toString());
        }
    }

    private void load(ClassLoader loader, Collection<String> names) {
        for (String name : names) {
            if (closed) {
                return;
            }
            try {
                loader.loadClass(name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'));
            } catch (ClassNotFoundException | LinkageError e) { // of something optional that is not there
                LOG.debug("event=class-not-ahead class={} reason=\"{}\"", name, e.toString());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            context.removeBundleListener(this);
        } catch (IllegalStateException e) { // this bundle stops, and the framework has done it
            LOG.debug("event=listener-gone reason=\"{}\"", e.getMessage());
        }
    }
}
