package io.tidegate.config.yaml.internal.text;

import java.util.List;
import java.util.Map;

/** A YAML node with its place and, for scalars, its literal text: what type it has is decided by the key that asks. Immutable. */
public sealed interface Node {
    Place place();

    /** What a person calls such a node. */
    String what();

    /** @param plain written without quotes, so that {@code null}, {@code ~} and nothing mean "not set" */
    record Scalar(String text, boolean plain, Place place) implements Node {
        /** Whether it is YAML's null. */
        public boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }

        @Override
        public String what() {
            return isNull() ? "nothing" : "'" + text + "'";
        }
    }

    /** A list. */
    record Sequence(List<Node> items, Place place) implements Node {
        @Override
        public String what() {
            return "a list";
        }
    }

    /** A mapping; keys in the order in which they were written, merged ones last. */
    record Mapping(Map<String, Field> fields, Place place) implements Node {
        @Override
        public String what() {
            return "a mapping";
        }
    }

    /** One key of a mapping; {@code place} is the key's own. */
    record Field(String key, Place place, Node value) {
    }
}
