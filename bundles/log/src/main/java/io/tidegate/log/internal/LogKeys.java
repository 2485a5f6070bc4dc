package io.tidegate.log.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code io.tidegate.log~NAME} for configuration tools; {@link LogConfigReader} reads and judges them. */
@ObjectClassDefinition(name = "Tidegate log", description = "Who writes how much of the log where")
@interface LogKeys {
    @AttributeDefinition(description = "shown in lists, and in each line as `service=`. Default: NAME of the file. "
            + "Allowed: text. In force: live", required = false)
    String name();

    @AttributeDefinition(description = "whose lines: the name of a bundle (`hub`, `transport.netty`, `store.*`), `function/NAME` for what that function's "
            + "workers print, `logger/NAME` for any other logger. Allowed: list. In force: live")
    String[] parts();

    @AttributeDefinition(description = "the file gets this and graver; `log/tidegate.log` gets what it got before. "
            + "Allowed: `debug`, `info`, `warn`, `error`. In force: live")
    String level() default "info";

    @AttributeDefinition(description = "without one only the level counts, for `log:display`. Default: none. "
            + "Allowed: a file inside the gateway's directory, relative to it. In force: live", required = false)
    String path();

    @AttributeDefinition(description = "one event is one line. Allowed: `text`, `json`. In force: live")
    String format() default "text";

    @AttributeDefinition(description = "before the file becomes larger it is put aside and packed. Allowed: MB, 1 to 1000000. In force: live")
    String size_max() default "50";

    @AttributeDefinition(description = "files put aside are kept for so long; a file that is older is put aside. Allowed: days, 1 to 36500. In force: live")
    String age_max() default "15";

    @AttributeDefinition(description = "files put aside that are kept. Allowed: files, 0 to 10000. In force: live")
    String backup_max() default "15";
}
