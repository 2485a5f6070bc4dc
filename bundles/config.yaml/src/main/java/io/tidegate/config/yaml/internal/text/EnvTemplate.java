package io.tidegate.config.yaml.internal.text;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Go's text templates that the model's files use: {@code {{.NAME}}} with optional blanks and trim marks, and
 * comments. Stateless. As in the model, a file whose template cannot be expanded is used as it stands.
 */
public final class EnvTemplate {
    private static final Pattern ACTION = Pattern.compile("\\{\\{(- )?\\s*(/\\*.*?\\*/|\\.[A-Za-z_][A-Za-z0-9_]*)\\s*( -)?}}", Pattern.DOTALL);

    private EnvTemplate() {
    }

    /**
     * @param text    the text to use: expanded, or the file's own when it could not be
     * @param line    line of what could not be expanded; 0 when all is well
     * @param problem why it could not be expanded; empty when all is well
     */
    public record Expanded(String text, int line, String problem) {
    }

    /** Expands every action, or none when one of them cannot be. */
    public static Expanded expand(String text, Map<String, String> environment) {
        StringBuilder out = new StringBuilder();
        Matcher action = ACTION.matcher(text);
        int from = 0;
        boolean trimNext = false;
        for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", from)) {
            action.region(open, text.length());
            if (!action.lookingAt()) {
                return failed(text, open, "only {{.NAME}} is understood here");
            }
            String name = action.group(2).startsWith("/*") ? null : action.group(2).substring(1);
            String value = name == null ? "" : environment.get(name);
            if (value == null) {
                return failed(text, open, "the environment has no variable " + name);
            }
            String before = text.substring(from, open);
            before = trimNext ? before.stripLeading() : before;
            out.append(action.group(1) != null ? before.stripTrailing() : before).append(value);
            trimNext = action.group(3) != null;
            from = action.end();
        }
        String rest = text.substring(from);
        return new Expanded(out.append(trimNext ? rest.stripLeading() : rest).toString(), 0, "");
    }

    private static Expanded failed(String text, int at, String why) {
        int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        return new Expanded(text, line, "template not expanded, file used as it stands: " + why);
    }
}
