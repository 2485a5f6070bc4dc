package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.Problem;
import io.tidegate.config.yaml.internal.text.Findings;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each sentence once for as long as it holds. Owned by the look's thread. */
final class Said {
    private static final Logger LOG = LoggerFactory.getLogger(Said.class);

    private Set<String> said = new HashSet<>();

    void say(List<Problem> problems, Collection<String> remarks, Collection<String> failures) {
        Set<String> now = new HashSet<>();
        for (Problem problem : problems) {
            String sentence = Findings.sentence(problem);
            if (isNew(sentence, now)) {
                switch (problem.severity()) {
                    case ERROR -> LOG.error("{}", sentence);
                    case WARNING -> LOG.warn("{}", sentence);
                    default -> LOG.info("{}", sentence);
                }
            }
        }
        remarks.stream().filter(sentence -> isNew(sentence, now)).forEach(sentence -> LOG.warn("{}", sentence));
        failures.stream().filter(sentence -> isNew(sentence, now)).forEach(sentence -> LOG.error("{}", sentence));
        said = now;
    }

    private boolean isNew(String sentence, Set<String> now) {
        return now.add(sentence) && !said.contains(sentence);
    }
}
