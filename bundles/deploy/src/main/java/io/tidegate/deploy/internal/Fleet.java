package io.tidegate.deploy.internal;

import java.util.List;
import java.util.Optional;

/** Our installed bundles, without those that FileInstall itself installed from deploy/, among all others. Any thread. */
interface Fleet {
    Optional<Installed> find(String symbolicName);

    List<Installed> all();

    /** Whether any installed bundle, whoever's it is, but the named one exports such a package. */
    boolean exports(Import wanted, String besides);
}
