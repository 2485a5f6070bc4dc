package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.VersionRange;

class ImportTest {
    private static Import of(String name, String range) {
        return new Import(name, new VersionRange(range));
    }

    @Test
    void of_rangesWithCommas_andSeveralNamesInAClause() {
        assertEquals(List.of(of("a.b", "[1.0,2)"), of("c", "0"), of("d", "1.5"), of("e", "1.5")),
                Import.of("a.b;version=\"[1.0,2)\", c,d;e;version=1.5;x=\"y;z,=\"", null));
    }

    @Test
    void of_optionalOwnAndJavaPackages_areNotNeeded() {
        assertEquals(List.of(of("needed", "0")), Import.of("a;resolution:=optional;version=1,java.util,own;version=\"[1,2)\",needed",
                "x;uses:=\"a,b\";version=1,own;version=1"));
    }

    @Test
    void of_unreadableVersion_isLeftToTheFramework() {
        assertEquals(List.of(), Import.of("a;version=\"[1,\"", null));
    }

    @Test
    void of_nothing_isNothing() {
        assertEquals(List.of(), Import.of(null, null));
    }
}
