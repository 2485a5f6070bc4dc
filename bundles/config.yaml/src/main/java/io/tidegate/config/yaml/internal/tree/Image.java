package io.tidegate.config.yaml.internal.tree;

/**
 * What an image's name asks for. The registry, the tag and the digest say nothing here.
 *
 * @param base the name's last part, {@code baetyl-function-python36}
 * @param part which of our parts does its work
 */
record Image(String base, Part part) {
    private static final String FUNCTION = "function-";

    enum Part { HUB, MANAGER, PYTHON2, PYTHON3, NONE }

    static Image of(String written) {
        String name = written.contains("@") ? written.substring(0, written.indexOf('@')) : written;
        name = name.substring(name.lastIndexOf('/') + 1);
        name = name.contains(":") ? name.substring(0, name.indexOf(':')) : name;
        return new Image(name, part(module(name)));
    }

    private static String module(String base) {
        for (String brand : new String[] {"baetyl-", "openedge-"}) {
            if (base.startsWith(brand)) {
                return base.substring(brand.length());
            }
        }
        return "";
    }

    private static Part part(String module) {
        return switch (module) {
            case "hub" -> Part.HUB;
            case "function-manager" -> Part.MANAGER;
            default -> module.startsWith(FUNCTION + "python2") ? Part.PYTHON2
                    : module.startsWith(FUNCTION + "python") ? Part.PYTHON3 : Part.NONE;
        };
    }

    boolean isFunctionRuntime() {
        return part == Part.PYTHON2 || part == Part.PYTHON3;
    }

    /** Why nothing here does its work; only for {@link Part#NONE}. */
    String unsupported() {
        String module = module(base);
        if (module.startsWith(FUNCTION + "node")) {
            return "Node functions: not yet";
        }
        if (module.startsWith(FUNCTION + "sql")) {
            return "SQL functions: not yet";
        }
        return switch (module) {
            case "agent" -> "the agent speaks to the vendor's cloud: not run here";
            case "timer" -> "timer: not yet";
            case "remote-mqtt" -> "remote-mqtt, the bridge to another broker: not yet";
            default -> "image " + base + " is a container, and no containers are run here";
        };
    }
}
