package io.tidegate.transport.netty.internal.component;

import java.util.HashMap;
import java.util.Map;

/** Which configuration has which listener's name: two with one name, the second is refused. Any thread. */
final class Names {
    private final Map<String, String> owners = new HashMap<>(); // guarded by this

    /** @return null when the name is this one's now, else the PID that has it */
    synchronized String claim(String name, String pid) {
        String owner = owners.putIfAbsent(name, pid);
        return owner == null || owner.equals(pid) ? null : owner;
    }

    synchronized void release(String name, String pid) {
        owners.remove(name, pid);
    }
}
