package io.tidegate.function.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code io.tidegate.function~NAME} for configuration tools; {@code FunctionConfigReader} reads and judges them. */
@ObjectClassDefinition(name = "Tidegate function")
@interface FunctionSettings {
    @AttributeDefinition(description = "Name as rules refer to it; default: NAME of the file", required = false)
    String name();

    @AttributeDefinition(description = "Language: runtime.name of an adapter")
    String runtime() default "python";

    @AttributeDefinition(description = "Command or path of the interpreter; default by the language", required = false)
    String interpreter();

    @AttributeDefinition(description = "module.function")
    String handler();

    @AttributeDefinition(description = "Code directory, absolute or relative to the worker's directory", required = false)
    String codedir();

    @AttributeDefinition(description = "Service whose directory it shares", required = false)
    String service();

    @AttributeDefinition(description = "PATH=HOSTPATH[:ro], relative to the worker's and the gateway's directory", required = false)
    String[] mounts();

    @AttributeDefinition(description = "NAME=VALUE", required = false)
    String[] env();

    @AttributeDefinition(description = "Workers kept ready, 0 to 100")
    String instance_min() default "0";

    @AttributeDefinition(description = "Workers at most, 1 to 100")
    String instance_max() default "1";

    @AttributeDefinition(description = "A worker above instance.min that is idle for so long is ended")
    String instance_idletime() default "10m";

    @AttributeDefinition(description = "For one call, from its turn")
    String timeout() default "30s";

    @AttributeDefinition(description = "For a replaced worker to finish what it was given")
    String grace() default "30s";

    @AttributeDefinition(description = "Largest reply, 1 byte to 256m")
    String message_length_max() default "4m";

    @AttributeDefinition(description = "Calls given to one worker ahead at most, 1 to 16; it runs one at a time")
    String inflight_max() default "16";

    @AttributeDefinition(description = "Calls waiting for a worker at most")
    String queue_max() default "10000";

    @AttributeDefinition(description = "Payload bytes waiting for a worker at most")
    String queue_max_bytes() default "64m";
}
