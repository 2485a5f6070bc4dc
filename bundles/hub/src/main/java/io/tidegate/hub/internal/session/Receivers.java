package io.tidegate.hub.internal.session;

import io.tidegate.hub.internal.routing.Subscriber;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Sorts the subscribers of a topic by how they are reached from one loop; only used while a route is made. */
final class Receivers {
    final List<Session> sessions = new ArrayList<>();
    final ByteArrayOutputStream sessionQos = new ByteArrayOutputStream();
    final List<InProcess> locals = new ArrayList<>();
    final ByteArrayOutputStream localQos = new ByteArrayOutputStream();
    final List<Subscriber> owners = new ArrayList<>();
    final ByteArrayOutputStream queueQos = new ByteArrayOutputStream();
    final TreeSet<Integer> otherShards = new TreeSet<>();

    Receivers(Map<Subscriber, Integer> subscribers, int shard) {
        subscribers.forEach((who, qos) -> add(who, qos, shard));
    }

    private void add(Subscriber who, int qos, int shard) {
        if (who.queue() != 0 && qos > 0) {
            owners.add(who);
            queueQos.write(qos);
        }
        if (who.shard() < 0) {
            return; // rests: it is on no loop
        }
        if (who.shard() != shard) {
            otherShards.add(who.shard());
        } else if (who instanceof Session session) {
            sessions.add(session);
            sessionQos.write(qos);
        } else if (who instanceof InProcess local) {
            locals.add(local);
            localQos.write(qos);
        }
    }
}
