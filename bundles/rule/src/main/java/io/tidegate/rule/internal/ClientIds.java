package io.tidegate.rule.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Which rule has which client identifier: two rules of one name would throw each other off the hub. Any thread. */
@Component(service = ClientIds.class)
public final class ClientIds {
    private final Object lock = new Object();
    private final Map<String, Claim> owners = new HashMap<>(); // guarded by lock
    private final List<Claim> refused = new ArrayList<>(); // guarded by lock

    @Activate
    public ClientIds() {
        // empty until rules claim
    }

    /**
     * Claims a client identifier for a configuration.
     *
     * @param place  where the configuration is, for people
     * @param onFree called once, on any thread, when a refused claim may be made again
     * @return empty when it is the claimant's now, else the place of the one that has it
     */
    Optional<String> claim(String clientId, Object claimant, String place, Runnable onFree) {
        synchronized (lock) {
            Claim mine = new Claim(clientId, claimant, place, onFree);
            Claim owner = owners.get(clientId);
            if (owner == null || owner.claimant == claimant) {
                owners.put(clientId, mine);
                return Optional.empty();
            }
            refused.removeIf(c -> c.claimant == claimant);
            refused.add(mine);
            return Optional.of(owner.place);
        }
    }

    /** Gives back whatever the claimant has; whoever was refused it is told. */
    void releaseAll(Object claimant) {
        List<String> mine;
        synchronized (lock) {
            refused.removeIf(c -> c.claimant == claimant);
            mine = owners.values().stream().filter(c -> c.claimant == claimant).map(Claim::clientId).toList();
        }
        mine.forEach(clientId -> release(clientId, claimant));
    }

    /** Gives one back; whoever was refused it is told. */
    void release(String clientId, Object claimant) {
        List<Claim> told;
        synchronized (lock) {
            refused.removeIf(c -> c.claimant == claimant);
            Claim owner = owners.get(clientId);
            if (owner == null || owner.claimant != claimant) {
                return;
            }
            owners.remove(clientId);
            told = refused.stream().filter(c -> c.clientId.equals(clientId)).toList();
            refused.removeAll(told);
        }
        told.forEach(c -> c.onFree.run());
    }

    private record Claim(String clientId, Object claimant, String place, Runnable onFree) {
    }
}
