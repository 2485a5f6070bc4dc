/**
 * What travels on a connection between the transport, which owns sockets and decides nothing, and the hub, which owns
 * sessions. Everything here belongs to one loop's thread unless it says otherwise.
 */
@Export
@Version("1.0.0")
package io.tidegate.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
