package io.tidegate.itests.karaf;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.ops4j.pax.exam.Option;

/** Boots Apache Karaf as its project publishes it, in Pax Exam, without a network. Nothing of ours is in it yet. */
final class Stock {
    private static final long LIMIT_MILLIS = 90_000;
    private static final String MAVEN = "org.ops4j.pax.url.mvn.";

    private Stock() {}

    /** @param repository our releases; whatever else a feature needs comes from the local Maven repository */
    static Option[] karaf(Path repository) throws IOException {
        return new Option[] {
            karafDistributionConfiguration().frameworkUrl(Built.stockKaraf().toUri().toString()).name("Apache Karaf")
                .unpackDirectory(Built.freshDirectory("stock").toFile()).useDeployFolder(false),
            keepRuntimeFolder(),
            // no ssh; Pax Exam gives the RMI registry and server free ports
            configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
            vmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
            systemTimeout(LIMIT_MILLIS),
            editConfigurationFilePut("etc/org.ops4j.pax.url.mvn.cfg", MAVEN + "repositories",
                repository.toUri() + "@id=tidegate," + Built.localRepository().toUri() + "@id=local"),
            editConfigurationFilePut("etc/org.ops4j.pax.url.mvn.cfg", MAVEN + "localRepository", "${karaf.data}/m2"),
            bundle(MqttAsyncClient.class.getProtectionDomain().getCodeSource().getLocation().toString()),
            systemProperty("itest.version").value(Built.version())};
    }
}
