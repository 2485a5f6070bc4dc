package io.tidegate.itests.karaf;

/** Builds of the rule engine whose rules are components of a class of the test's own. */
final class BadRule {
    private BadRule() {}

    /** @param constructor what its constructor does; it may throw anything */
    static NewBuild of(String version, String constructor) throws Exception {
        return NewBuild.of(NewBuild.RULE, version).component("RuleComponent", xml -> xml.replaceAll("<reference [^>]*/>", "")
            .replaceAll(" (init|deactivate|modified)=\"\\w+\"", "").replace("class=\"io.tidegate.rule.internal.RuleComponent\"", "class=\"broken.Broken\""))
            .with("broken/Broken.class", Compiled.classFile("broken.Broken", """
                package broken;
                public final class Broken {
                    public Broken() throws Exception {
                        %s
                    }
                }
                """.formatted(constructor)));
    }
}
