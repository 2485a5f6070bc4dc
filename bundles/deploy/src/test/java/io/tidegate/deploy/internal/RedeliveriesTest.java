package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RedeliveriesTest {
    private static final String RULE = "io.tidegate.rule";
    private static final String FUNCTION = "io.tidegate.function";

    private long nanos;
    private final Redeliveries redeliveries = new Redeliveries(() -> nanos);

    /** Rules, and a counter of redeliveries for all of them. */
    private static final class Rules implements StatusSource {
        private long redelivered;

        @Override
        public List<StatusRow> rows() {
            return List.of(StatusRow.of("rule", "a", Status.RUNNING, Instant.EPOCH)
                .withDetails(Map.of(Status.DETAIL_REDELIVERED, String.valueOf(redelivered))),
                StatusRow.of("listener", "b", Status.RUNNING, Instant.EPOCH));
        }
    }

    private Rules rules(long serviceId) {
        Rules rules = new Rules();
        redeliveries.add(serviceId, rules);
        return rules;
    }

    @Test
    void of_rulesThatStay_countsWhatWasAdded() {
        Rules stays = rules(1);
        stays.redelivered = 7;
        redeliveries.begin(FUNCTION);
        stays.redelivered = 9;
        redeliveries.end();
        stays.redelivered = 10;
        redeliveries.look();
        assertEquals(OptionalLong.of(3), redeliveries.of(FUNCTION));
        assertEquals(OptionalLong.empty(), redeliveries.of(RULE));
    }

    @Test
    void of_rulesMadeAnew_countsFromZero() {
        Rules before = rules(1);
        before.redelivered = 7;
        redeliveries.begin(RULE);
        redeliveries.remove(1);
        Rules after = rules(2);
        after.redelivered = 8;
        redeliveries.end();
        assertEquals(OptionalLong.of(8), redeliveries.of(RULE));
    }

    @Test
    void of_laterThanSettled_isNotTheSwapsAnyMore() {
        Rules rules = rules(1);
        redeliveries.begin(RULE);
        redeliveries.end();
        nanos += Redeliveries.SETTLED.toNanos() - 1;
        rules.redelivered = 2;
        redeliveries.look();
        nanos++;
        rules.redelivered = 3;
        redeliveries.look();
        rules.redelivered = 50;
        redeliveries.look();
        assertEquals(OptionalLong.of(3), redeliveries.of(RULE));
    }

    @Test
    void begin_anotherSwapWithinThatTime_endsTheCountOfTheFirst() {
        Rules rules = rules(1);
        redeliveries.begin(RULE);
        redeliveries.end();
        rules.redelivered = 4;
        redeliveries.begin(FUNCTION);
        rules.redelivered = 5;
        redeliveries.end();
        assertEquals(OptionalLong.of(4), redeliveries.of(RULE));
        assertEquals(OptionalLong.of(1), redeliveries.of(FUNCTION));
        redeliveries.begin(RULE);
        assertEquals(OptionalLong.empty(), redeliveries.of(RULE), "begins anew");
    }

    @Test
    void look_sourceThatThrows_doesNotHideTheOthers() {
        redeliveries.add(1, () -> {
            throw new IllegalStateException("stopping");
        });
        Rules rules = rules(2);
        redeliveries.begin(RULE);
        rules.redelivered = 1;
        redeliveries.end();
        assertEquals(OptionalLong.of(1), redeliveries.of(RULE));
    }
}
