package io.tidegate.config.yaml.internal.text;

/**
 * Where something was written.
 *
 * @param file as shown to the operator: relative to the gateway's directory where it lies inside
 * @param line counted from 1
 */
public record Place(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
