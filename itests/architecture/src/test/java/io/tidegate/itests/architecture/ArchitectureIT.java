package io.tidegate.itests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rooms and the arrows between them, judged by the manifests and classes of the built jars. */
class ArchitectureIT {
    private static SortedMap<String, BuiltBundle> bundles;

    @BeforeAll
    static void read() throws IOException {
        bundles = BuiltBundle.all();
    }

    @Test
    void everyModuleIsABundleOfItsName() throws IOException {
        String order = Files.readString(Tree.root().resolve("itests/architecture/pom.xml"));
        check((bundle, wrong) -> {
            String name = bundle.headers().getValue("Bundle-SymbolicName");
            if (!("io.tidegate." + bundle.name() + ";singleton:=true").equals(name)) {
                wrong.add("is called " + name + ", not a singleton of its folder's name");
            }
            if (!order.contains("<artifactId>io.tidegate." + bundle.name() + "</artifactId>")) {
                wrong.add("is no dependency of this test: it may be built after it");
            }
        });
    }

    @Test
    void oursImportOnlyAlongTheArrows() {
        Map<String, String> exporters = new HashMap<>();
        bundles.values().forEach(bundle -> bundle.exports().forEach(name -> exporters.put(name, bundle.name())));
        check((bundle, wrong) -> {
            for (String name : bundle.imports()) {
                String exporter = exporters.get(name);
                boolean own = bundle.name().equals(exporter);
                if (name.startsWith("io.tidegate") && !own && !Arrows.ours(bundle.name()).contains(exporter)) {
                    wrong.add("imports " + name + " of " + exporter + "; allowed: " + Arrows.ours(bundle.name()));
                }
            }
        });
    }

    @Test
    void thirdPartiesStayInTheirRooms() {
        check((bundle, wrong) -> bundle.imports().stream()
            .filter(name -> !name.startsWith("io.tidegate") && !Arrows.thirdParty(bundle.name(), name))
            .forEach(name -> wrong.add("imports " + name)));
    }

    @Test
    void nobodyReachesAroundTheManifest() {
        List<String> forbidden = List.of("DynamicImport-Package", "Require-Bundle", "Fragment-Host", "Bundle-ClassPath",
            "Bundle-Activator");
        check((bundle, wrong) -> forbidden.stream().filter(header -> bundle.headers().getValue(header) != null)
            .forEach(header -> wrong.add("has " + header + ": " + bundle.headers().getValue(header))));
    }

    @Test
    void providersExportNothing() {
        check((bundle, wrong) -> {
            if (!bundle.isApi() && !bundle.exports().isEmpty()) {
                wrong.add("exports " + bundle.exports());
            }
        });
    }

    @Test
    void classesLiveInThePackageOfTheirBundle() {
        check((bundle, wrong) -> {
            String base = "io.tidegate." + bundle.name().replaceFirst("\\.api$", "");
            List<String> api = List.of(base, base + ".spi");
            String internal = base + ".internal";
            for (String name : bundle.packages()) {
                if (bundle.isApi() ? !api.contains(name) : !name.equals(internal) && !name.startsWith(internal + ".")) {
                    wrong.add("holds classes in " + name);
                }
            }
            if (bundle.packages().isEmpty()) {
                wrong.add("holds no class");
            }
        });
    }

    @Test
    void apiBundlesExportEverythingAndImportNoThirdParty() {
        check((bundle, wrong) -> {
            if (!bundle.isApi()) {
                return;
            }
            if (!bundle.exports().equals(bundle.packages())) {
                wrong.add("holds " + bundle.packages() + " and exports " + bundle.exports());
            }
            bundle.imports().stream().filter(name -> !name.startsWith("io.tidegate.") && !Arrows.isFree(name))
                .forEach(name -> wrong.add("imports " + name));
        });
    }

    @Test
    void apiBundlesHoldNoComponentAndNoThread() {
        List<String> threads = List.of("java/lang/Thread", "java/util/Timer", "java/util/concurrent/Executors",
            "java/util/concurrent/ThreadPoolExecutor", "java/util/concurrent/ForkJoinPool");
        check((bundle, wrong) -> {
            if (!bundle.isApi()) {
                return;
            }
            bundle.files().forEach((file, content) -> {
                if (file.startsWith("OSGI-INF/")) {
                    wrong.add("holds " + file);
                }
                threads.stream().filter(type -> file.endsWith(".class") && names(content, type))
                    .forEach(type -> wrong.add(file + " uses " + type));
            });
        });
    }

    @Test
    void everyExportedInterfaceSaysWhoImplementsIt() throws IOException {
        List<String> silent = new ArrayList<>();
        List<BuiltBundle> apis = bundles.values().stream().filter(BuiltBundle::isApi).toList();
        List<URL> jars = new ArrayList<>();
        for (BuiltBundle api : apis) {
            jars.add(api.jar().toUri().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), null)) {
            for (BuiltBundle api : apis) {
                api.files().forEach((file, content) -> {
                    if (file.endsWith(".class") && isOpenInterface(loader, file) && !declaresItsType(content)) {
                        silent.add(api.name() + " " + file);
                    }
                });
            }
        }
        assertEquals(List.of(), silent, "neither @ProviderType nor @ConsumerType");
    }

    /** A public interface that others implement; a sealed one is implemented beside it. */
    private static boolean isOpenInterface(ClassLoader loader, String file) {
        if (file.endsWith("-info.class")) {
            return false;
        }
        try {
            Class<?> type = Class.forName(file.replaceFirst("\\.class$", "").replace('/', '.'), false, loader);
            return type.isInterface() && !type.isAnnotation() && !type.isSealed() && Modifier.isPublic(type.getModifiers());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new AssertionError("cannot load " + file, e);
        }
    }

    /** The annotations are kept in class files only, so the constant pool is asked. */
    private static boolean declaresItsType(byte[] classFile) {
        return names(classFile, "Lorg/osgi/annotation/versioning/ProviderType;")
            || names(classFile, "Lorg/osgi/annotation/versioning/ConsumerType;");
    }

    /** Whether the constant pool of {@code classFile} holds {@code text} as a whole string (tag 1, length, bytes). */
    private static boolean names(byte[] classFile, String text) {
        String constant = "\u0001" + (char) (text.length() >> 8) + (char) (text.length() & 0xff) + text;
        return new String(classFile, StandardCharsets.ISO_8859_1).contains(constant);
    }

    /** Runs {@code rule} over all bundles and fails with everything that it found, not with the first. */
    private static void check(BiConsumer<BuiltBundle, List<String>> rule) {
        assertTrue(bundles.size() >= 17, "bundles: " + bundles.keySet());
        List<String> all = new ArrayList<>();
        bundles.values().forEach(bundle -> {
            List<String> wrong = new ArrayList<>();
            rule.accept(bundle, wrong);
            wrong.forEach(sentence -> all.add(bundle.name() + " " + sentence));
        });
        assertEquals(List.of(), all);
    }
}
