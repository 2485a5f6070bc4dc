package io.tidegate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private final List<String> lines = new ArrayList<>();
    private final Object judge = new Object();
    private final Object next = new Object();

    @AfterEach
    void leaveNobody() {
        Refusals.noLongerSaidBy(judge);
        Refusals.noLongerSaidBy(next);
    }

    private void refuse(String key) {
        Refusals.log((format, arguments) -> lines.add("error " + arguments[0]), (format, arguments) -> lines.add("debug " + arguments[0]), "key={}", key);
    }

    @Test
    void isAnError_whereNobodyElseSaysIt() {
        refuse("a");
        Refusals.saidBy(judge);
        refuse("b");
        Refusals.saidBy(next); // the one that comes is there before the other one goes, or after
        Refusals.noLongerSaidBy(judge);
        refuse("c");
        Refusals.noLongerSaidBy(next);
        refuse("d");
        assertEquals(List.of("error a", "debug b", "debug c", "error d"), lines);
    }
}
