package io.tidegate.rule.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SweepComponentTest {
    @ParameterizedTest
    @CsvSource({
        "etc/io.tidegate.rule-x.cfg.json, true",
        "etc/io.tidegate.rule-x.cfg, true",
        "etc/io.tidegate.route-x.config, true",
        "var/db/baetyl/application.yml, true",
        "etc/io.tidegate.listener-x.cfg, false",
        "deploy/rule.jar, false",
    })
    void fileThatCannotBeRead_mayHoldARule(String file, boolean may) {
        assertEquals(may, SweepComponent.mayBeOurs(file));
    }
}
