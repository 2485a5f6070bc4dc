package io.tidegate.hub.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code io.tidegate.hub}; parsed by {@link HubSettingsParser}, which judges them. */
@ObjectClassDefinition(id = HubConfiguration.PID, name = "Tidegate hub", description = "Limits of the hub; all live")
@interface HubConfiguration {
    String PID = "io.tidegate.hub";

    @AttributeDefinition(description = "Most '/' in a topic or filter, 0 to 65534; live")
    String topic_levels_max() default "128";

    @AttributeDefinition(description = "Longest topic or filter in bytes of UTF-8, 1 to 65535; live")
    String topic_length_max() default "65535";

    @AttributeDefinition(description = "Topics of clients that start with $: allowed or refused; $SYS is never published to; live")
    String topic_dollar() default "allowed";

    @AttributeDefinition(description = "Java regular expression that a client identifier must match; empty: any; counts from the next CONNECT")
    String clientid_pattern() default "";

    @AttributeDefinition(description = "Largest encoded PUBLISH of a rule, bytes or 32k, 4m; 1 to 268435455; live")
    String message_length_max() default "16m";

    @AttributeDefinition(description = "Most QoS 1 and 2 messages in flight towards one client, 1 to 65535; counts from the next CONNECT")
    String inflight_max() default "1024";

    @AttributeDefinition(description = "Most bytes that wait in memory for one client whose session ends with its connection, 64k to 256m; live")
    String waiting_bytes_max() default "8m";
}
