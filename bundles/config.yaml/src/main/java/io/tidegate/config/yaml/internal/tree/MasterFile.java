package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.yaml.internal.text.Section;
import java.time.Duration;

/** The model's etc/baetyl/conf.yml, of which the grace of workers is what counts here. */
public record MasterFile(Duration grace) {
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
        if (file.text("snfile").isPresent()) {
            file.findings().warning(file.place("snfile"), "snfile", "not yet: BAETYL_HOST_SN is not given to functions");
        }
        Logging.accept(file);
        file.accept("server", "otalog", "docker", "name").close();
        return new MasterFile(grace);
    }
}
