package io.tidegate.function.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code io.tidegate.function~NAME} for configuration tools; {@code FunctionConfigReader} reads and judges them. */
@ObjectClassDefinition(name = "Tidegate function")
@interface FunctionSettings {
    @AttributeDefinition(description = "as rules refer to it. Default: NAME of the file. "
            + "Allowed: text, at most 128. In force: live; its workers end and begin anew, rules that call it by the old name wait", required = false)
    String name();

    @AttributeDefinition(description = "language. Allowed: a runtime that is installed. In force: new workers")
    String runtime() default "python";

    @AttributeDefinition(description = "what runs it, for example `python2.7`. Default: by the language: `python3`. "
            + "Allowed: command or path. In force: new workers", required = false)
    String interpreter();

    @AttributeDefinition(description = "what is called for each message. Allowed: `module.function`. In force: new workers")
    String handler();

    @AttributeDefinition(description = "where the module is; absolute, or relative to the worker's directory. Default: the worker's directory. "
            + "Allowed: directory. In force: new workers", required = false)
    String codedir();

    @AttributeDefinition(description = "where modules are looked for that are not in `codedir`; what changes there replaces no worker. Default: none. "
            + "Allowed: list of directories. In force: new workers", required = false)
    String[] codedir_further();

    @AttributeDefinition(description = "functions of one service share its directory and its name in the environment. Default: none. "
            + "Allowed: letters, digits, `_` `.` `-`. In force: new workers", required = false)
    String service();

    @AttributeDefinition(description = "PATH in the worker's directory is a link to HOSTPATH in the gateway's directory; `ro` is said, not enforced. "
            + "Default: none. Allowed: list of `PATH=HOSTPATH[:ro]`. In force: new workers", required = false)
    String[] mounts();

    @AttributeDefinition(description = "added to the worker's environment; also one key `env.NAME` each. Default: none. "
            + "Allowed: list of `NAME=VALUE`. In force: new workers", required = false)
    String[] env();

    @AttributeDefinition(description = "workers started at once and kept. Allowed: 0 to 100. In force: live")
    String instance_min() default "0";

    @AttributeDefinition(description = "workers at most; with 1, calls run one at a time and in order. Allowed: 1 to 100. In force: live")
    String instance_max() default "1";

    @AttributeDefinition(description = "a worker above `instance.min` that is idle for so long is ended. Allowed: duration. In force: live")
    String instance_idletime() default "10m";

    @AttributeDefinition(description = "for one call, from its turn; then the worker is ended and another one started. "
            + "Allowed: duration, at least 1ms. In force: live")
    String timeout() default "30s";

    @AttributeDefinition(description = "for a worker that is being replaced to finish what it has; a call that is not over then is made again, "
            + "at no cost of an attempt. Allowed: duration. In force: live")
    String grace() default "30s";

    @AttributeDefinition(description = "largest result. Allowed: size, 1 to `256m`. In force: live")
    String message_length_max() default "4m";

    @AttributeDefinition(description = "calls given to one worker ahead; it runs one at a time. Allowed: 1 to 16. In force: live")
    String inflight_max() default "16";

    @AttributeDefinition(description = "calls that wait for a worker; beyond, the rule tries again later. Allowed: 1 to 1000000. In force: live")
    String queue_max() default "10000";

    @AttributeDefinition(description = "bytes of the calls that wait. Allowed: size, at least 1. In force: live")
    String queue_max_bytes() default "64m";
}
