package io.tidegate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LastAcceptedTest {
    private static final String PID = "io.tidegate.thing~one";

    @AfterEach
    void forget() {
        LastAccepted.forget(PID);
    }

    @Test
    void whatWasAccepted_comesBeforeAnEditThatWasNot() {
        LastAccepted.keep(PID, Map.of("key", "good", "list", new String[] {"a"}, "component.id", 7L));
        assertEquals("good", LastAccepted.before(PID, Map.of("key", "bad", "list", new String[] {"a"})).orElseThrow().get("key"));
        assertEquals(Map.of(PID, "good"), Map.of(PID, LastAccepted.before(Map.of(PID, Map.of("key", "bad"), "other", Map.of())).get(PID).get("key")));
    }

    @Test
    void theSameByAnotherComponent_isNothingToTakeFirst() {
        LastAccepted.keep(PID, Map.of("key", "good", "list", new String[] {"a"}, "component.id", 7L));
        assertEquals(Optional.empty(), LastAccepted.before(PID, Map.of("key", "good", "list", new String[] {"a"}, "component.id", 8L)));
    }

    @Test
    void deletedConfiguration_isForgotten_thatOfAStoppingBundleIsNot() {
        LastAccepted.keep(PID, Map.of("key", "good"));
        LastAccepted.deactivated(PID, 6); // BUNDLE_STOPPED
        assertEquals(Map.of("key", "good"), LastAccepted.before(PID, Map.of()).orElseThrow());
        LastAccepted.deactivated(PID, 4); // CONFIGURATION_DELETED
        assertEquals(Optional.empty(), LastAccepted.before(PID, Map.of()));
    }
}
