import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Lays the jars that a start waits for uncompressed: their three thousand classes need not be inflated one by one at each start
 * (docs/decisions/0015-start-and-memory.md). Contents, order and times stay; the downloaded archive is compressed as a whole.
 *
 * <p>{@code java StoreJars.java HOME LEVEL}: those of {@code HOME/etc/startup.properties} whose start level is below LEVEL, the
 * framework's, and those of {@code HOME/lib}.
 */
final class StoreJars {
    private static final Pattern LINE = Pattern.compile("mvn\\\\:([^/]+)/([^/]+)/([^/ ]+)(?:/jar/([^/ ]+))? = (\\d+)");

    private StoreJars() {
    }

    public static void main(String[] args) throws IOException {
        Path home = Path.of(args[0]);
        int level = Integer.parseInt(args[1]);
        List<Path> jars = new ArrayList<>();
        for (String line : Files.readAllLines(home.resolve("etc/startup.properties"))) {
            Matcher m = LINE.matcher(line);
            if (m.matches() && Integer.parseInt(m.group(5)) < level) {
                String name = m.group(2) + "-" + m.group(3) + (m.group(4) == null ? "" : "-" + m.group(4)) + ".jar";
                jars.add(home.resolve("system").resolve(m.group(1).replace('.', '/')).resolve(m.group(2)).resolve(m.group(3)).resolve(name));
            }
        }
        if (jars.isEmpty()) {
            throw new IOException("no line of " + home + "/etc/startup.properties was understood");
        }
        jars.addAll(below(home.resolve("system/org/apache/felix/org.apache.felix.framework")));
        jars.addAll(below(home.resolve("lib")));
        for (Path jar : jars) {
            store(jar);
        }
    }

    private static List<Path> below(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static void store(Path jar) throws IOException {
        Path part = jar.resolveSibling(jar.getFileName() + ".part");
        try (ZipFile from = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(from.entries());
            if (entries.stream().allMatch(e -> e.getMethod() == ZipEntry.STORED)) {
                return;
            }
            try (OutputStream file = Files.newOutputStream(part); ZipOutputStream to = new ZipOutputStream(new BufferedOutputStream(file, 1 << 16))) {
                for (ZipEntry entry : entries) {
                    copy(from, entry, to);
                }
            }
        }
        Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copy(ZipFile from, ZipEntry entry, ZipOutputStream to) throws IOException {
        ZipEntry stored = new ZipEntry(entry.getName());
        stored.setTime(entry.getTime());
        stored.setMethod(ZipEntry.STORED);
        stored.setSize(entry.getSize());
        stored.setCompressedSize(entry.getSize());
        stored.setCrc(entry.getCrc());
        to.putNextEntry(stored);
        try (InputStream in = from.getInputStream(entry)) {
            in.transferTo(to);
        }
        to.closeEntry();
    }
}
