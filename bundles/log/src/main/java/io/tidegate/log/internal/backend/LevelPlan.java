package io.tidegate.log.internal.backend;

import io.tidegate.log.internal.line.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has to be added to the container's Log4j 2 properties so that loggers let through what is wanted. Levels are only
 * made more talkative, and what is more comes to the appender of type PaxOsgi alone: the container's own log gets exactly
 * what its file says, neither less nor more. One plan, one thread; the properties are not changed.
 */
final class LevelPlan {
    private static final String PREFIX = "log4j2.logger.";
    private static final String ROOT = "log4j2.rootLogger";
    private static final String REFERENCE = ".appenderRef.";
    private static final String OURS = "PaxOsgi";
    /** Log4j's, from the most talkative on. */
    private static final List<String> LEVELS = List.of("ALL", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF");

    private final Map<String, Object> properties;
    /** The beginning of its keys, by logger; the root's name is empty. */
    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, Object> additions = new TreeMap<>();

    private LevelPlan(Map<String, Object> properties) {
        this.properties = properties;
        keys.put("", ROOT);
        properties.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && key.endsWith(".name")) {
                keys.put(value.toString().trim(), key.substring(0, key.length() - ".name".length()));
            }
        });
    }

    /** Whether these are Log4j 2's, the only ones that can be added to. */
    static boolean understands(Map<String, Object> properties) {
        return properties.keySet().stream().anyMatch(key -> key.startsWith(ROOT));
    }

    /**
     * @param properties the container's own
     * @param wanted     by logger
     * @return what to put besides or instead; empty when all is let through already
     */
    static Map<String, Object> additions(Map<String, Object> properties, Map<String, Level> wanted) {
        LevelPlan plan = new LevelPlan(properties);
        new TreeMap<>(wanted).forEach(plan::add);
        return plan.additions;
    }

    private void add(String logger, Level level) {
        String now = effective(logger);
        if (rank(level.name()) >= rank(now)) {
            return;
        }
        String own = keys.get(logger);
        String key = own != null ? own : PREFIX + "tidegateLog" + additions.size();
        additions.put(key + ".level", level.name());
        if (own == null) {
            additions.put(key + ".name", logger);
        } else {
            limit(key, own, now);
        }
        if (own == null || !endsHere(own)) {
            // Log4j would hand on what is more, whatever the levels of the loggers above.
            additions.put(key + ".additivity", "false");
            references(key, above(logger), now);
        }
    }

    /** The appenders of the loggers above become its own, up to where those stop handing on. */
    private void references(String key, String from, String level) {
        for (String name = from;; name = above(name)) {
            String of = keys.get(name);
            if (of != null) {
                limit(key, of, level);
            }
            if (name.isEmpty() || of != null && endsHere(of)) {
                return;
            }
        }
    }

    /** Whether nothing is handed on, as by the root. */
    private boolean endsHere(String key) {
        return key.equals(ROOT) || "false".equalsIgnoreCase(text(key + ".additivity"));
    }

    /** Copies the appender references of {@code of} to {@code key}; those that are not ours get what they got until now. */
    private void limit(String key, String of, String level) {
        Map<String, String> words = words(key, of);
        properties.forEach((name, value) -> {
            if (name.startsWith(of + REFERENCE)) {
                String word = word(name, of);
                String from = of + REFERENCE + word;
                String to = key + REFERENCE + words.get(word);
                additions.put(to + name.substring(from.length()), value);
                if (name.equals(from + ".ref") && !type(value.toString().trim()).equals(OURS)) {
                    additions.put(to + ".level", properties.getOrDefault(from + ".level", level));
                }
            }
        });
    }

    /** What the references of {@code of} are called at {@code key}, where others may be called so already. */
    private Map<String, String> words(String key, String of) {
        Map<String, String> words = new HashMap<>();
        properties.keySet().stream().filter(name -> name.startsWith(of + REFERENCE)).forEach(name -> {
            String word = word(name, of);
            if (words.containsKey(word)) {
                return; // of another of its properties
            }
            String free = word;
            while (additions.containsKey(key + REFERENCE + free + ".ref") || words.containsValue(free)) {
                free += "Above";
            }
            words.put(word, free);
        });
        return words;
    }

    private static String word(String name, String of) {
        String rest = name.substring(of.length() + REFERENCE.length());
        int end = rest.indexOf('.');
        return end < 0 ? rest : rest.substring(0, end);
    }

    private String type(String appender) {
        return properties.entrySet().stream()
                .filter(e -> e.getKey().startsWith("log4j2.appender.") && e.getKey().endsWith(".name") && e.getValue().toString().trim().equals(appender))
                .map(e -> text(e.getKey().substring(0, e.getKey().length() - ".name".length()) + ".type")).findFirst().orElse("");
    }

    private String effective(String logger) {
        for (String name = logger;; name = above(name)) {
            String key = keys.get(name);
            String level = key == null ? "" : text(key + ".level").isEmpty() ? text(key).split(",")[0].trim() : text(key + ".level");
            if (!level.isEmpty() || name.isEmpty()) {
                return level.isEmpty() ? "ERROR" : level; // Log4j's own default
            }
        }
    }

    private static String above(String logger) {
        return logger.substring(0, Math.max(0, logger.lastIndexOf('.')));
    }

    private String text(String key) {
        Object value = properties.get(key);
        return value == null ? "" : value.toString().trim();
    }

    private static int rank(String level) {
        int rank = LEVELS.indexOf(level.toUpperCase(Locale.ROOT));
        return rank < 0 ? LEVELS.indexOf("INFO") : rank;
    }
}
