package io.tidegate.log.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code io.tidegate.log~NAME} for configuration tools; {@link LogConfigReader} reads and judges them. */
@ObjectClassDefinition(name = "Tidegate log", description = "Who writes how much of the log where")
@interface LogKeys {
    @AttributeDefinition(description = "As lists and lines show it; default: NAME of the file", required = false)
    String name();

    @AttributeDefinition(description = "Whose lines: names of bundles (hub, transport.netty, store.*), function/NAME for what a function's workers "
            + "print, logger/NAME")
    String[] parts();

    @AttributeDefinition(description = "debug, info, warn or error: what the file gets. The container's log never gets less than without it")
    String level() default "info";

    @AttributeDefinition(description = "File, relative to the gateway's directory and inside it; without one there is only the level", required = false)
    String path();

    @AttributeDefinition(description = "text or json")
    String format() default "text";

    @AttributeDefinition(description = "MB of a file, 1 to 1000000; before it becomes larger it is put aside")
    String size_max() default "50";

    @AttributeDefinition(description = "Days that files put aside are kept, 1 to 36500; a file that is older is put aside")
    String age_max() default "15";

    @AttributeDefinition(description = "Files put aside that are kept, packed with gzip, 0 to 10000")
    String backup_max() default "15";
}
