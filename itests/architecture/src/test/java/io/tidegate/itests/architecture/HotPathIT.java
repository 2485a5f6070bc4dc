package io.tidegate.itests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The compiler passes over a name that it does not find without a word: a renamed method would make the gateway slower, no more. */
class HotPathIT {
    private static final Pattern INLINE = Pattern.compile("inline ([\\w.]+)::(\\w+)(?: (\\(\\S+))?");

    @Test
    void everyMethodOfTheHotPathExists() throws IOException {
        List<String> lines = Files.readAllLines(Tree.root().resolve("distribution/src/main/lib/hot-path.txt")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        assertEquals("quiet", lines.get(0), "without it the JVM prints every line at its start");
        assertTrue(lines.size() > 20, "it was read");
        List<String> wrong = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            Matcher m = INLINE.matcher(line);
            if (!m.matches()) {
                wrong.add(line + ": not 'inline CLASS::METHOD [SIGNATURE]'");
            } else if (!exists(m.group(1), m.group(2), m.group(3))) {
                wrong.add(line + ": there is no such method");
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean exists(String type, String method, String signature) {
        try {
            for (Method m : Class.forName(type, false, HotPathIT.class.getClassLoader()).getDeclaredMethods()) {
                String own = MethodType.methodType(m.getReturnType(), Arrays.asList(m.getParameterTypes())).toMethodDescriptorString();
                if (m.getName().equals(method) && (signature == null || signature.equals(own))) {
                    return true;
                }
            }
            return false;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
