package io.tidegate.log.internal;

import io.tidegate.log.internal.file.LineWriter;
import io.tidegate.log.internal.line.Level;
import io.tidegate.log.internal.line.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ops4j.pax.logging.spi.PaxAppender;
import org.ops4j.pax.logging.spi.PaxLoggingEvent;

/**
 * Gives each event to the logs that want it. Called on the thread that logs, event loops among them: it copies what is
 * needed and never waits. Logs nothing itself, that would come back. Any thread.
 */
final class Router implements PaxAppender {
    private static final int MAX_REMEMBERED = 4096;
    /** Where Declarative Services has loggers of its own ({@code ds.log.extension}): this, then the bundle's symbolic name. */
    private static final String COMPONENTS_OF = "org.apache.felix.scr.impl.";

    private record Target(LogConfig config, LineWriter writer) {
    }

    private final Map<Object, Target> targets = new LinkedHashMap<>(); // guarded by itself
    /** Which of the targets, by logger; replaced as a whole when these change. */
    private volatile Routes routes = new Routes(List.of());

    private static final class Routes {
        private final List<Target> all;
        private final Map<String, List<Target>> byLogger = new ConcurrentHashMap<>();

        Routes(List<Target> all) {
            this.all = all;
        }

        List<Target> of(String logger) {
            if (byLogger.size() > MAX_REMEMBERED) {
                byLogger.clear();
            }
            return byLogger.computeIfAbsent(logger, this::find);
        }

        /** That a component fails is the part's line, whoever says it. */
        private List<Target> find(String logger) {
            String of = logger.startsWith(COMPONENTS_OF) ? logger.substring(COMPONENTS_OF.length()) : logger;
            return all.stream().filter(target -> target.config.covers(of)).toList();
        }
    }

    /** From now on the owner's writer gets what the configuration covers; earlier ones of the owner are forgotten. */
    void route(Object owner, LogConfig config, LineWriter writer) {
        synchronized (targets) {
            targets.put(owner, new Target(config, writer));
            routes = new Routes(new ArrayList<>(targets.values()));
        }
    }

    void forget(Object owner) {
        synchronized (targets) {
            targets.remove(owner);
            routes = new Routes(new ArrayList<>(targets.values()));
        }
    }

    @Override
    public void doAppend(PaxLoggingEvent event) {
        List<Target> wanting = routes.of(event.getLoggerName());
        if (wanting.isEmpty()) {
            return;
        }
        Level level = Level.ofSyslog(event.getLevel().getSyslogEquivalent());
        if (level == Level.DEBUG && isOfDeclarativeServices(event.getRenderedMessage())) {
            return;
        }
        Line line = null;
        for (Target target : wanting) {
            if (level.reaches(target.config.level())) {
                line = line != null ? line : line(event, level);
                target.writer.offer(line);
            }
        }
    }

    /** Elsewhere it tells its steps under the names of our classes: {@code bundle NAME:VERSION (1)[COMPONENT] : …}. */
    private static boolean isOfDeclarativeServices(String message) {
        return message != null && message.startsWith("bundle ") && message.contains("] : ");
    }

    private static Line line(PaxLoggingEvent event, Level level) {
        String[] error = event.getThrowableStrRep();
        return new Line(event.getTimeStamp(), level, event.getLoggerName(), event.getThreadName(), event.getRenderedMessage(),
                error == null ? List.of() : List.of(error));
    }
}
