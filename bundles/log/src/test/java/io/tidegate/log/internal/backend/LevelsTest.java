package io.tidegate.log.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.log.internal.line.Level;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;

class LevelsTest {
    private final List<Dictionary<String, ?>> taken = new ArrayList<>();
    private boolean refuses;

    private static <T> T fake(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answers.get(method.getName())));
    }

    private void update(Dictionary<String, ?> properties) {
        if (refuses) {
            throw new IllegalStateException("for a test");
        }
        taken.add(properties);
    }

    @Test
    void aDeliveryThatWasRefused_isTriedWithTheNext_andSaidUntilItIsTaken() {
        Dictionary<String, Object> own = new Hashtable<>(Map.of("log4j2.rootLogger.level", "INFO"));
        Configuration configuration = fake(Configuration.class, Map.of("getProperties", own, "getProcessedProperties", own));
        Levels levels = new Levels(fake(ConfigurationAdmin.class, Map.of("listConfigurations", new Configuration[] {configuration})));
        @SuppressWarnings("unchecked")
        ServiceReference<ManagedService> reference = fake(ServiceReference.class, Map.of());
        levels.bindBackend(reference, this::update);
        refuses = true;
        levels.want("a", Map.of("io.tidegate.hub", Level.DEBUG));
        assertTrue(levels.fault().startsWith("level: the container's logging refused it: "), levels.fault());
        levels.want("b", Map.of("io.tidegate.hub", Level.DEBUG));
        assertTrue(levels.fault().startsWith("level: the container's logging refused it: "), levels.fault());
        refuses = false;
        levels.want("c", Map.of("io.tidegate.hub", Level.DEBUG));
        assertEquals("", levels.fault());
        assertEquals(1, taken.size());
        levels.want("d", Map.of("io.tidegate.hub", Level.DEBUG));
        assertEquals(1, taken.size(), "the same again is not delivered");
    }
}
