package io.tidegate.config.yaml.internal.etc;

import io.tidegate.config.yaml.internal.tree.Pids;
import java.nio.file.Path;

/**
 * What the name of a file in {@code etc/} says: whose configuration it is, and in which form. Immutable.
 *
 * @param pid full PID, {@code PID~NAME} where there may be many
 */
record EtcName(String pid, Form form) {
    /** How a file is written; FileInstall takes the first two, Karaf the third. */
    enum Form {
        /** Text or typed: its content decides. */
        CFG(".cfg", "-"),
        CONFIG(".config", "-"),
        JSON(".cfg.json", "~-");

        private final String suffix;
        /** What may stand between PID and NAME: the first of these that the name has. */
        private final String separators;

        Form(String suffix, String separators) {
            this.suffix = suffix;
            this.separators = separators;
        }
    }

    /** Whether it is one of ours that somebody applies. */
    static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(Pids.PREFIX) && (name.endsWith(Form.CFG.suffix) || name.endsWith(Form.CONFIG.suffix) || name.endsWith(Form.JSON.suffix));
    }

    /** Of a file that is ours. */
    static EtcName of(Path file) {
        String name = file.getFileName().toString();
        for (Form form : Form.values()) {
            if (name.endsWith(form.suffix)) {
                return new EtcName(pid(name.substring(0, name.length() - form.suffix.length()), form), form);
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static String pid(String stem, Form form) {
        for (char separator : form.separators.toCharArray()) {
            int at = stem.indexOf(separator);
            if (at > 0) {
                return stem.substring(0, at) + "~" + stem.substring(at + 1);
            }
        }
        return stem;
    }

    /** A key with its value for a message; what may be a password is not shown. */
    static String shown(String key, Object value) {
        return key.contains("password") ? key : key + " = " + value;
    }

    /** Made into one single configuration, which no component gets: a {@code ~} that does not separate. */
    static boolean isStray(Path file) {
        String name = file.getFileName().toString();
        return name.contains("~") && !name.endsWith(Form.JSON.suffix);
    }
}
