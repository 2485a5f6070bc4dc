package io.tidegate.config.yaml.internal.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Composes the first document of a text from the parser's events. Done here and not by the library, because the events
 * carry what is wanted (literal text, quoted or not, place of every key) before any schema has guessed a type, and
 * because depth and alias expansion are bounded while composing. One instance reads one text on one thread.
 */
public final class YamlReader {
    private static final int MAX_DEPTH = 64;
    /** Nodes of one document, each alias counted as often as it is expanded. */
    private static final int MAX_NODES = 100_000;
    private static final String MERGE = "<<";

    private final String file;
    private final Iterator<Event> events;
    private final Map<Anchor, Node> anchors = new HashMap<>();
    private final Map<Node, Integer> sizes = new java.util.IdentityHashMap<>();
    private final List<Repeated> repeated = new ArrayList<>();
    private int nodes;

    private YamlReader(String text, String file) {
        this.file = file;
        LoadSettings settings = LoadSettings.builder().setLabel(file).setCodePointLimit(2 * SourceFile.MAX_BYTES).build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * @param root       the first document
     * @param secondLine line of a second document, which is not read, as in the model
     * @param repeated   keys that are written more than once in their mapping, of which the last one counts: as in the model for scalars
     *                   and lists; a repeated block replaces the first here
     */
    public record Document(Node root, OptionalInt secondLine, List<Repeated> repeated) {
    }

    /** @param place of the later one */
    public record Repeated(Place place, String message) {
    }

    /** @throws Refused when the text is empty, no YAML, or larger than the bounds; names the line */
    public static Document read(String text, String file) throws Refused {
        try {
            return new YamlReader(text, file).document();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().or(e::getContextMark).map(m -> m.getLine() + 1).orElse(1);
            String context = e.getContext() == null ? "" : e.getContext() + ": ";
            throw new Refused(new Place(file, line), "is not YAML: " + context + e.getProblem());
        } catch (ReaderException e) {
            int at = Math.min(e.getPosition(), text.length());
            int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
            throw new Refused(new Place(file, line), "is not YAML: character U+%04X is not allowed".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw new Refused(new Place(file, 1), "is not YAML: " + e.getMessage());
        }
    }

    private Document document() throws Refused {
        events.next();
        Event start = events.next();
        if (start.getEventId() == Event.ID.StreamEnd) {
            throw new Refused(new Place(file, 1), "is empty");
        }
        Node root = compose(events.next(), 0);
        events.next();
        Event after = events.next();
        boolean second = after.getEventId() == Event.ID.DocumentStart;
        return new Document(root, second ? OptionalInt.of(place(after).line()) : OptionalInt.empty(), List.copyOf(repeated));
    }

    private Node compose(Event event, int depth) throws Refused {
        if (depth > MAX_DEPTH) {
            throw new Refused(place(event), "is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (event instanceof AliasEvent alias) {
            Node node = anchors.get(alias.getAlias());
            if (node == null) {
                throw new Refused(place(event), "no anchor &" + alias.getAlias() + " was finished before this *" + alias.getAlias());
            }
            count(sizes.get(node), event);
            return node;
        }
        int before = nodes;
        count(1, event);
        Node node = switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> sequence(event, depth);
            case MappingStart -> mapping(event, depth);
            default -> throw new IllegalStateException("unexpected " + event);
        };
        sizes.put(node, nodes - before);
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private void count(int more, Event event) throws Refused {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new Refused(place(event), "holds more than " + MAX_NODES + " nodes, aliases expanded");
        }
    }

    private Node scalar(ScalarEvent event) {
        return new Node.Scalar(event.getValue(), event.isPlain(), place(event));
    }

    private Node sequence(Event start, int depth) throws Refused {
        List<Node> items = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            items.add(compose(e, depth + 1));
        }
        return new Node.Sequence(List.copyOf(items), place(start));
    }

    private Node mapping(Event start, int depth) throws Refused {
        Map<String, Node.Field> fields = new LinkedHashMap<>();
        List<Node.Field> merges = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            Place place = place(e);
            if (!(compose(e, depth + 1) instanceof Node.Scalar key)) {
                throw new Refused(place, "a key must be a plain word here");
            }
            Node.Field field = new Node.Field(key.text(), place, compose(events.next(), depth + 1));
            if (key.plain() && key.text().equals(MERGE)) {
                merges.add(field);
                continue;
            }
            Node.Field first = fields.put(field.key(), field);
            if (first != null) {
                repeated.add(twice(first, field, depth));
            }
        }
        for (Node.Field merge : merges) {
            merge(merge.value(), merge.place(), fields);
        }
        return new Node.Mapping(java.util.Collections.unmodifiableMap(fields), place(start));
    }

    /** The keys written in the mapping itself win, then those of the mapping named first. */
    private static void merge(Node from, Place place, Map<String, Node.Field> into) throws Refused {
        if (from instanceof Node.Mapping mapping) {
            mapping.fields().forEach(into::putIfAbsent);
        } else if (from instanceof Node.Sequence several && several.items().stream().allMatch(Node.Mapping.class::isInstance)) {
            for (Node one : several.items()) {
                merge(one, place, into);
            }
        } else {
            throw new Refused(place, "<< merges a mapping or a list of mappings, not " + from.what());
        }
    }

    /** @throws Refused when each of the two counts, in a file of its own */
    private static Repeated twice(Node.Field first, Node.Field second, int depth) throws Refused {
        String lines = "key '" + second.key() + "' stands on line " + first.place().line() + " and again on line " + second.place().line();
        if (depth == 0 && second.key().equals("functions")) {
            throw new Refused(second.place(), lines + ": these are two files. functions with 'service' belong into the function manager's"
                    + " service.yml, functions with 'handler' and 'codedir' into the function service's own service.yml");
        }
        return new Repeated(second.place(), lines + ": the last one counts");
    }

    private Place place(Event event) {
        return new Place(file, event.getStartMark().map(Mark::getLine).orElse(0) + 1);
    }
}
