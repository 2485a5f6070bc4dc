package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.text.Info;
import io.tidegate.shell.internal.text.Refusal;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What {@code gateway:bundles} shows: our bundles as bundle deploy sees them. Pure. */
final class BundleRows {
    private static final String OURS = "io.tidegate.";

    private BundleRows() {
    }

    /** Those that bundle deploy watches, out of all rows: what the framework says of others has no content. */
    static List<StatusRow> of(List<StatusRow> all) {
        return all.stream().filter(row -> row.kind().equals("bundle") && row.details().containsKey("version")).toList();
    }

    /** @param name whole, or what comes after {@code io.tidegate.} @throws Refusal naming the nearest */
    static StatusRow find(String name, List<StatusRow> all) throws Refusal {
        List<StatusRow> ours = of(all);
        boolean isShort = ours.stream().anyMatch(row -> row.name().equals(OURS + name));
        return Info.find("bundle", isShort ? OURS + name : name, ours, "gateway:bundles shows all");
    }

    /** A time in a row's details; null when there is none. */
    static Instant time(StatusRow row, String key) {
        String text = row.details().get(key);
        return text == null ? null : Instant.parse(text);
    }

    /** What its last swap cost, for people: {@code 62 ms, 3 redeliveries}; empty when there was none since the start. */
    static String cost(Map<String, String> details) {
        String gap = details.get("lastSwapGapMs");
        String redeliveries = details.getOrDefault("lastSwapRedeliveries", "0");
        return gap == null ? "" : gap + " ms, " + redeliveries + (redeliveries.equals("1") ? " redelivery" : " redeliveries");
    }
}
