package io.tidegate.auth.file.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A list in a configuration: text with commas or line ends between the values, an array, or a collection. */
final class Lists {
    private Lists() {
    }

    /** @param value null: an empty list; in text {@code \,} is a comma within a value */
    static List<String> of(Object value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof Object[] array) {
            return clean(Arrays.asList(array));
        }
        return value instanceof Collection<?> collection ? clean(collection) : clean(split(value.toString()));
    }

    private static List<String> split(String text) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
                value.append(',');
                i++;
            } else if (c == ',' || c == '\n' || c == '\r') {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return values;
    }

    private static List<String> clean(Collection<?> values) {
        return values.stream().map(v -> String.valueOf(v).trim()).filter(v -> !v.isEmpty()).toList();
    }
}
