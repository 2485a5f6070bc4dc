package io.tidegate.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Command lines of {@code --option value} and {@code --option=value}. Stateless. */
public final class Arguments {

    private Arguments() { }

    /** Takes one option. */
    public interface Taker {

        /** @throws UsageException when there is no such option or it may not be this */
        void take(String option, String value) throws UsageException;
    }

    /** @return false when help was asked for */
    public static boolean parse(List<String> arguments, Taker taker) throws UsageException {
        List<String> rest = new ArrayList<>(arguments);
        while (!rest.isEmpty()) {
            String option = rest.remove(0);
            if (option.equals("--help") || option.equals("-h")) {
                return false;
            }
            if (!option.startsWith("--")) {
                throw new UsageException("unexpected argument: " + option);
            }
            int equals = option.indexOf('=');
            if (equals > 0) {
                taker.take(option.substring(0, equals), option.substring(equals + 1));
            } else if (rest.isEmpty()) {
                throw new UsageException(option + " needs a value");
            } else {
                taker.take(option, rest.remove(0));
            }
        }
        return true;
    }

    /** Names with commas between them. */
    public static List<String> list(String option, String value, List<String> allowed) throws UsageException {
        List<String> names = Arrays.stream(value.split(",")).map(String::trim).filter(name -> !name.isEmpty()).distinct().toList();
        for (String name : names) {
            if (!allowed.contains(name)) {
                throw new UsageException(option + ": '" + name + "', allowed: " + String.join(", ", allowed));
            }
        }
        return names;
    }

    /** A number of a range. */
    public static int number(String option, String value, int least, int most) throws UsageException {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same sentence as for a number out of range
        }
        throw new UsageException(option + ": '" + value + "', allowed: a number from " + least + " to " + most);
    }
}
