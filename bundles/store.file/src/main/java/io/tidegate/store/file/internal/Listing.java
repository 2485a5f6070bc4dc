package io.tidegate.store.file.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows queues and entries as recovery would find them. One thread. */
final class Listing {
    private final PrintStream out;
    private final Disk disk;

    /** How bytes are shown. */
    enum Form { TEXT, HEX }

    Listing(PrintStream out, Disk disk) {
        this.out = out;
        this.disk = disk;
    }

    /** Queues and maps, those of a name in its order. */
    static List<QueueState> queues(Index index) {
        List<QueueState> queues = new ArrayList<>();
        index.forEach(queues::add);
        queues.sort(Comparator.comparing(QueueState::isMap).thenComparing(q -> q.name).thenComparing(q -> q.id));
        return queues;
    }

    /** Each queue and map with what is in it; false when something was damaged. */
    boolean queues() throws IOException {
        DamageLog damage = new DamageLog();
        LogRecovery recovery = new LogRecovery(disk, damage, Cut.NONE);
        recovery.run();
        recovery.close();
        for (QueueState q : queues(recovery.index)) {
            long bytes = bytes(q);
            out.println((q.isMap() ? "map " + q.id : "queue \"" + Dump.printable(q.name) + "\" id " + q.id) + ": "
                    + q.waiting + (q.isMap() ? " values, " : " entries, ") + bytes + " bytes"
                    + (q.isMap() ? "" : ", first " + q.first() + ", next " + q.next)
                    + (q.marks == null ? "" : ", " + q.marks.size() + " marked"));
        }
        return told(damage);
    }

    /** As {@link #queues()}, for programs. */
    Map<String, Object> found() throws IOException {
        DamageLog damage = new DamageLog();
        LogRecovery recovery = new LogRecovery(disk, damage, Cut.NONE);
        recovery.run();
        recovery.close();
        List<Map<String, Object>> queues = new ArrayList<>();
        List<Map<String, Object>> maps = new ArrayList<>();
        for (QueueState q : queues(recovery.index)) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", q.id);
            if (!q.isMap()) {
                one.put("name", q.name);
                one.put("first", q.first());
                one.put("next", q.next);
                one.put("marked", q.marks == null ? 0 : q.marks.size());
            }
            one.put(q.isMap() ? "values" : "entries", q.waiting);
            one.put("bytes", bytes(q));
            (q.isMap() ? maps : queues).add(one);
        }
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("queues", queues);
        found.put("maps", maps);
        found.put("damagedPlaces", damage.count());
        found.put("lastDamage", damage.last());
        found.put("good", damage.count() == 0);
        return found;
    }

    private static long bytes(QueueState q) {
        return q.runs.stream().mapToLong(r -> r.bytes).sum();
    }

    private boolean told(DamageLog damage) {
        if (damage.count() > 0) {
            out.println("DAMAGE in " + damage.count() + " places, the last: " + damage.last());
        }
        return damage.count() == 0;
    }

    /** The living entries of the queues of this name; false when there is none, or something was damaged. */
    boolean entries(String name, Form form) throws IOException {
        DamageLog damage = new DamageLog();
        LogRecovery recovery = new LogRecovery(disk, damage, Cut.NONE);
        recovery.run();
        try {
            List<QueueState> named = queues(recovery.index).stream().filter(q -> !q.isMap() && q.name.equals(name)).toList();
            for (QueueState q : named) {
                entries(q, damage, form);
            }
            if (named.isEmpty()) {
                out.println("there is no queue \"" + Dump.printable(name) + "\"; `dump` lists them");
            }
            return told(damage) && !named.isEmpty();
        } finally {
            recovery.close();
        }
    }

    private void entries(QueueState q, DamageLog damage, Form form) throws IOException {
        PageReader reader = new PageReader(damage, (queue, sequence, segment, offset) -> {
            damage.report(segment, offset, "a damaged entry, sequence " + sequence);
            out.println(sequence + " DAMAGED");
        });
        for (long from = 0; from < q.next; ) {
            ReadPlan plan = new ReadPlan(q, from, Integer.MAX_VALUE - 1);
            reader.visit(plan, (sequence, entry) -> {
                int mark = plan.mark(sequence);
                out.println(sequence + (mark == 0 ? " " : " mark " + mark + " ") + entry.length + " bytes: "
                        + shown(entry, form));
                return true;
            });
            from = plan.next;
        }
    }

    private static String shown(EntryReader entry, Form form) {
        if (form == Form.HEX) {
            return HexFormat.of().formatHex(entry.array, entry.offset, entry.offset + entry.length);
        }
        StringBuilder text = new StringBuilder(entry.length);
        for (int i = entry.offset; i < entry.offset + entry.length; i++) {
            int b = entry.array[i] & 0xFF;
            // Nothing but printable ASCII: an entry is bytes, and the terminal is not to be played with.
            text.append(b >= 0x20 && b < 0x7F && b != '\\' ? String.valueOf((char) b) : String.format("\\x%02x", b));
        }
        return text.toString();
    }
}
