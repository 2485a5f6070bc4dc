package io.tidegate.itests.karaf;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.replaceConfigurationFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.ops4j.pax.exam.Option;

/** Boots the built archive in Pax Exam: unpacked for this test, without a network, small. */
final class Exam {
    private static final long LIMIT_MILLIS = 90_000;
    private static final String MAVEN = "org.ops4j.pax.url.mvn.";

    private Exam() {}

    /** The gateway on {@code tree}, with every listener on {@code bind}. */
    static Option[] gateway(Path tree, String bind) throws IOException {
        List<Option> options = new ArrayList<>(List.of(
            karafDistributionConfiguration().frameworkUrl(Built.archive().toUri().toString()).name("Tidegate")
                .unpackDirectory(Built.freshDirectory("exam").toFile()).useDeployFolder(false),
            keepRuntimeFolder(),
            configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
            vmOptions("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
            systemTimeout(LIMIT_MILLIS),
            // Pax Exam's own bundles come from the local repository; our archive looks into its system/ alone.
            editConfigurationFilePut("etc/org.ops4j.pax.url.mvn.cfg", MAVEN + "defaultRepositories",
                "${karaf.home.uri}${karaf.default.repository}@id=system.repository@snapshots,"
                    + Built.localRepository().toUri() + "@id=local@snapshots"),
            bundle(MqttAsyncClient.class.getProtectionDomain().getCodeSource().getLocation().toString()),
            composite(properties(bind))));
        try (Stream<Path> files = Files.walk(tree)) {
            files.filter(Files::isRegularFile).forEach(file ->
                options.add(replaceConfigurationFile(tree.relativize(file).toString(), file.toFile())));
        }
        return options.toArray(Option[]::new);
    }

    /** The tutorial's tree, its rule lifted to QoS 2 on both sides, its function to one worker: whose pid is to stay, stays. */
    static Path tutorialAtQos2() throws IOException {
        Path tree = Built.freshDirectory("tree");
        Files.delete(tree);
        Built.copyTree(Built.tutorial(), tree);
        Path file = tree.resolve("var/db/baetyl/function-manager-conf/service.yml");
        String text = Files.readString(file);
        Files.writeString(file, text.replace("      topic: t\n", "      topic: t\n      qos: 2\n")
            .replace("      topic: t/hi\n", "      topic: t/hi\n      qos: 2\n").replace("      max: 10\n", "      max: 1\n"));
        return tree;
    }

    /** What the test needs to know inside the container. */
    private static Option[] properties(String bind) {
        List<Option> all = new ArrayList<>();
        for (String name : List.of("archive", "tutorial", "bundles", "version", "m2", "target")) {
            all.add(systemProperty("tidegate." + name).value(Built.property("tidegate." + name)));
        }
        all.add(systemProperty("tidegate.bind").value(bind));
        all.add(systemProperty("tidegate.long").value(System.getProperty("tidegate.long", "false")));
        return all.toArray(Option[]::new);
    }
}
