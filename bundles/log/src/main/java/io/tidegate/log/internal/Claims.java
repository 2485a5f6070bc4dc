package io.tidegate.log.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who has which name and which file. Any thread; guarded by itself. */
final class Claims {
    private record Holder(Object owner, String source) {
    }

    private final Map<String, Holder> holders = new HashMap<>();

    /**
     * Takes all of these, or none; what the owner had besides is given back.
     *
     * @param wanted in the form {@code key=value}
     * @param source the owner's PID, to be named to others
     * @return a sentence with who has it when one of them is somebody else's
     */
    synchronized Optional<String> take(Object owner, String source, List<String> wanted) {
        for (String one : wanted) {
            Holder holder = holders.get(one);
            if (holder != null && holder.owner != owner) {
                return Optional.of(one + ": " + holder.source + " has it; allowed is one log only");
            }
        }
        release(owner);
        wanted.forEach(one -> holders.put(one, new Holder(owner, source)));
        return Optional.empty();
    }

    synchronized void release(Object owner) {
        holders.values().removeIf(holder -> holder.owner == owner);
    }
}
