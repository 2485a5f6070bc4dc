package io.tidegate.hub.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys of {@code io.tidegate.hub}; parsed by {@link HubSettingsParser}, which judges them. */
@ObjectClassDefinition(id = HubConfiguration.PID, name = "Tidegate hub", description = "Limits of the hub")
@interface HubConfiguration {
    String PID = "io.tidegate.hub";

    @AttributeDefinition(description = "most `/` in a topic or filter; a Baetyl tree sets 8. Allowed: 0 to 65534. In force: live")
    String topic_levels_max() default "128";

    @AttributeDefinition(description = "longest topic or filter; a Baetyl tree sets 255. Allowed: bytes of UTF-8, 1 to 65535. In force: live")
    String topic_length_max() default "65535";

    @AttributeDefinition(description = "whether clients may use topics that begin with `$`; `$SYS` may never be published to; a Baetyl tree sets "
            + "`refused`. Allowed: `allowed`, `refused`. In force: live")
    String topic_dollar() default "allowed";

    @AttributeDefinition(description = "what a client identifier must match; empty is any; a Baetyl tree sets `[0-9A-Za-z_-]{1,128}`. "
            + "Allowed: Java regular expression. In force: reconnects these clients: whose identifier does not match any more")
    String clientid_pattern() default "";

    @AttributeDefinition(description = "largest PUBLISH that a rule may make; what clients may send is the listener's `message.length.max`; "
            + "a Baetyl tree sets `32k`. Allowed: size, 1 to 268435455. In force: live")
    String message_length_max() default "16m";

    @AttributeDefinition(description = "messages of QoS 1 and 2 on their way to one client at a time; a Baetyl tree sets 100. "
            + "Allowed: 1 to 65535. In force: live; of a smaller number nothing is taken back, no further one is sent until fewer are unacknowledged")
    String inflight_max() default "1024";

    @AttributeDefinition(description = "what waits in memory for one slow client whose session ends with its connection. "
            + "Allowed: size, `64k` to `256m`. In force: live")
    String waiting_bytes_max() default "8m";

    @AttributeDefinition(description = "what all retained messages may take of the heap, about: topic, payload and 160 bytes each; empty is an "
            + "eighth of the heap. Above it a new one, or one that is larger than the one before, is refused as by a full store. "
            + "Allowed: size, `64k` to `64g`. In force: live; nothing that is retained goes")
    String retained_bytes_max() default "";

    @AttributeDefinition(description = "how long a message of QoS 1 or 2 may wait for a session; older ones are dropped and counted (`expired` of the "
            + "hub's row); 0 is for ever; a Baetyl tree sets its `message.ingress.qos1.cleanup.retention`, `48h`. "
            + "Allowed: duration, whole seconds, `10s` to `8760h`, or `0`. In force: live")
    String message_age_max() default "0";
}
