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
     * A wish for a client identifier.
     *
     * @param place  where the configuration is, for people
     * @param onFree called once, on any thread, when a refused claim may be made again
     * @param again  makes it again at once; called on the control thread
     */
    record Claim(String clientId, Object claimant, String place, Runnable onFree, Runnable again) {
    }

    /** On the control thread. @return empty when it is the claimant's now, else the place of the one that has it */
    Optional<String> claim(Claim mine) {
        if (owner(mine).isPresent()) {
            exchange(mine);
        }
        Optional<Claim> owner = owner(mine);
        synchronized (lock) {
            refused.removeIf(c -> c.claimant == mine.claimant);
            if (owner.isPresent()) {
                refused.add(mine);
            }
        }
        return owner.map(Claim::place);
    }

    boolean isTaken(String clientId) {
        synchronized (lock) {
            return owners.containsKey(clientId);
        }
    }

    /** Somebody else; empty when nobody has it, and then it is this one's. */
    private Optional<Claim> owner(Claim mine) {
        synchronized (lock) {
            Claim owner = owners.get(mine.clientId);
            if (owner != null && owner.claimant != mine.claimant) {
                return Optional.of(owner);
            }
            owners.put(mine.clientId, mine);
            return Optional.empty();
        }
    }

    /**
     * Edits that suit each other, if not what is in force: rules that exchange their names. Each waits for the next one's, and the last of
     * them for this one's: that one gets it, gives back its own for it, and so on round the circle.
     */
    private void exchange(Claim mine) {
        Claim lent;
        Claim last;
        synchronized (lock) {
            lent = owners.values().stream().filter(c -> c.claimant == mine.claimant).findFirst().orElse(null);
            last = lent == null ? null : lastBefore(lent.clientId, mine.clientId);
            if (last == null) {
                return;
            }
            refused.remove(last);
            owners.put(lent.clientId, last);
        }
        last.again.run();
        synchronized (lock) { // something else may be in its way by now: then all stays as it was
            if (owners.entrySet().stream().anyMatch(e -> e.getValue().claimant == last.claimant && !e.getKey().equals(lent.clientId))) {
                owners.put(lent.clientId, lent);
            }
        }
    }

    /** Who waits for {@code clientId} at the end of those that wait for one another from the owner of {@code wanted} on; null: nobody. */
    private Claim lastBefore(String clientId, String wanted) {
        String next = wanted;
        for (int left = refused.size(); left > 0; left--) {
            Claim owner = owners.get(next);
            Claim waits = refused.stream().filter(c -> owner != null && c.claimant == owner.claimant).findFirst().orElse(null);
            if (waits == null || waits.clientId.equals(clientId)) {
                return waits;
            }
            next = waits.clientId;
        }
        return null;
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
}
