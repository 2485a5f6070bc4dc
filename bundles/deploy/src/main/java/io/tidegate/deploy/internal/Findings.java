package io.tidegate.deploy.internal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is to say of bundles and files; each is also logged once. Any thread. */
final class Findings {
    private static final Logger LOG = LoggerFactory.getLogger(Findings.class);
    private final Clock clock;
    private final Map<String, Finding> bundles = new ConcurrentHashMap<>();
    private final Map<Path, Finding> files = new ConcurrentHashMap<>();
    private final Map<String, String> rivals = new ConcurrentHashMap<>();
    private final Map<String, Finding> trials = new ConcurrentHashMap<>();
    private final Map<String, Swap> swaps = new ConcurrentHashMap<>();
    private final Map<String, Finding> refusals = new ConcurrentHashMap<>();

    Findings(Clock clock) {
        this.clock = clock;
    }

    /** @param file which file it is about */
    record Finding(Path file, String sentence, Instant since) {
    }

    /** @param file where the content came from; null: shipped */
    record Swap(Path file, long gapMillis, Instant when) {
    }

    void bundle(String symbolicName, Path file, String sentence) {
        LOG.warn("event=deploy-refused bundle={} reason=\"{}\"", symbolicName, sentence);
        Finding finding = new Finding(file, sentence, clock.instant());
        bundles.put(symbolicName, finding);
        refusals.put(symbolicName, finding);
    }

    void file(Path file, String sentence) {
        Finding before = files.get(file);
        if (before == null || !before.sentence().equals(sentence)) {
            LOG.warn("event=deploy-refused file={} reason=\"{}\"", file.getFileName(), sentence);
            files.put(file, new Finding(file, sentence, clock.instant()));
        }
    }

    /** @param what which content is given to it on trial; it stays so until {@link #trialEnded} */
    void onTrial(String symbolicName, Path file, String what) {
        trials.put(symbolicName, new Finding(file, what + " is on trial", clock.instant()));
    }

    void trialEnded(String symbolicName) {
        trials.remove(symbolicName);
    }

    Optional<Finding> trial(String symbolicName) {
        return Optional.ofNullable(trials.get(symbolicName));
    }

    void swapped(String symbolicName, Path file, long gapMillis) {
        bundles.remove(symbolicName);
        swaps.put(symbolicName, new Swap(file, gapMillis, clock.instant()));
    }

    /** @param sentence empty: there is one file for it at most */
    void rivals(String symbolicName, String sentence) {
        String before = rivals.put(symbolicName, sentence);
        if (!sentence.isEmpty() && !sentence.equals(before)) {
            LOG.warn("event=deploy-two-files bundle={} {}", symbolicName, sentence);
        }
    }

    /** Nothing is wrong with this file any more. */
    void clear(Path file) {
        files.remove(file);
        bundles.values().removeIf(finding -> finding.file().equals(file));
    }

    Optional<Finding> bundle(String symbolicName) {
        return Optional.ofNullable(bundles.get(symbolicName));
    }

    /** The last refusal since the start, also one that does not count any more. */
    Optional<Finding> lastRefusal(String symbolicName) {
        return Optional.ofNullable(refusals.get(symbolicName));
    }

    Map<Path, Finding> files() {
        return Map.copyOf(files);
    }

    String rivals(String symbolicName) {
        return rivals.getOrDefault(symbolicName, "");
    }

    Optional<Swap> swap(String symbolicName) {
        return Optional.ofNullable(swaps.get(symbolicName));
    }
}
