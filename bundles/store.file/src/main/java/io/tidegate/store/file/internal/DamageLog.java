package io.tidegate.store.file.internal;

import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was found damaged: each place is said once, counted, and the last one shown. Any thread. */
final class DamageLog {
    private static final Logger LOG = LoggerFactory.getLogger(DamageLog.class);
    private static final int REMEMBERED = 1000;

    private final Object lock = new Object();
    private final Set<String> places = new LinkedHashSet<>(); // guarded by lock
    private int count; // guarded by lock
    private String last = ""; // guarded by lock

    void report(Segment segment, int offset, String what) {
        report(segment.number, segment.name, offset, what);
    }

    /** Of a segment as a whole, whatever was said of places in it. */
    void unreadable(Segment segment, Throwable e) {
        report("segment " + segment.number + " (" + segment.name + ")", segment.number, segment.name, 0, "cannot be read: " + e.getMessage());
    }

    void report(long segment, String name, int offset, String what) {
        report("segment " + segment + " (" + name + ") at offset " + offset, segment, name, offset, what);
    }

    private void report(String place, long segment, String name, int offset, String what) {
        synchronized (lock) {
            if (!places.add(place)) {
                return;
            }
            if (places.size() > REMEMBERED) {
                places.remove(places.iterator().next());
            }
            count++;
            last = what + ": " + place;
        }
        LOG.error("event=store-damage segment={} file={} offset={} what=\"{}\"", segment, name, offset, what);
    }

    int count() {
        synchronized (lock) {
            return count;
        }
    }

    /** A sentence; empty when nothing was. */
    String last() {
        synchronized (lock) {
            return last;
        }
    }
}
