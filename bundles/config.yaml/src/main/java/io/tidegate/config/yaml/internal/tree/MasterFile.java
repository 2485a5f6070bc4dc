package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Section;
import java.time.Duration;

/**
 * The model's etc/baetyl/conf.yml, as far as it counts here.
 *
 * @param grace  how long a worker may take to end
 * @param snfile the file whose content is the machine's serial number; empty: none
 */
public record MasterFile(Duration grace, String snfile) {
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);
    /** Relative to the directory. */
    public static final String NAME = "etc/baetyl/conf.yml";

    static MasterFile read(Section file) {
        Duration grace = file.duration("grace", DEFAULT_GRACE);
        String mode = file.text("mode").orElse("docker");
        if (mode.equals("docker") || mode.equals("native")) {
            file.findings().note(file.place("mode"), "mode", "'" + mode + "': either mode runs the same way here, "
                    + "services as parts of Tidegate and functions as worker processes, no containers");
        } else {
            file.error("mode", "'" + mode + "': allowed is docker or native");
        }
        String snfile = file.text("snfile").orElse("");
        Logging.accept(file);
        file.accept("server", "otalog", "docker", "name").close();
        return new MasterFile(grace, snfile);
    }
}
