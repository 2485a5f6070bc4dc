package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.text.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One configuration in the making. All values are text or lists of text, as they would be in a file of {@code etc/}. Owned by the reading thread. */
final class Thing {
    final String pid;
    final Place place;
    final Findings findings;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();

    Thing(String pid, Place place, Findings findings) {
        this.pid = pid;
        this.place = place;
        this.findings = findings;
    }

    Thing put(String key, Object value, Place where) {
        properties.put(key, value instanceof List<?> list ? list.toArray(new String[0]) : value.toString());
        sources.put(key, where.toString());
        return this;
    }

    Thing put(String key, Object value) {
        return put(key, value, place);
    }

    String name() {
        return Pids.name(pid, properties);
    }

    Entry entry() {
        Map<String, Object> all = new LinkedHashMap<>(properties);
        all.put(Pids.SOURCE, place.toString());
        return new Entry(pid, all, place.toString(), sources);
    }
}
