package io.tidegate.deploy.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Version;

/** Our installed bundles, without those that FileInstall itself installed from deploy/, among all others. Any thread. */
interface Fleet {
    Optional<Installed> find(String symbolicName);

    List<Installed> all();

    /** Whether everybody has been started who is judged by what it offers: what is tried before is not seen to fail. */
    boolean isUp();

    /** In which versions installed bundles, whosever they are, but the named one export a package; none: nobody does. */
    Set<Version> exported(String packageName, String besides);
}
