package io.tidegate.deploy.internal;

import java.util.List;
import java.util.Optional;

/** Our installed bundles, without those that FileInstall itself installed from deploy/. Any thread. */
interface Fleet {
    Optional<Installed> find(String symbolicName);

    List<Installed> all();
}
