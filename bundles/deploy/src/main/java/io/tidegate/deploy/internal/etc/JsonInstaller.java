package io.tidegate.deploy.internal.etc;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.fileinstall.ArtifactListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes {@code etc/PID-NAME.cfg.json} where Karaf was told to leave such files alone. Karaf's own installer writes each of
 * them again after every update, with the secrets that its placeholders stand for, and forgets most that are deleted.
 */
@Component(immediate = true, service = {ArtifactInstaller.class, ArtifactListener.class})
public final class JsonInstaller implements ArtifactInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(JsonInstaller.class);
    /** Which ending Karaf's own installer takes; its default is ours. */
    private static final String KARAFS = "karaf.json.config.extension";

    private final ConfigurationAdmin admin;
    private final boolean ours;
    private final Form form = new JsonForm();

    /**
     * Takes what is there before any bundle starts that may want it: FileInstall would ask only at its next look.
     *
     * @param admin STATIC: what is read goes there
     */
    @Activate
    public JsonInstaller(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.admin = admin;
        String karafs = context.getProperty(KARAFS);
        ours = karafs != null && !JsonForm.ENDING.equals("." + karafs);
        String etc = context.getProperty("karaf.etc");
        if (ours && etc != null) {
            presentOnes(Path.of(etc));
        }
    }

    private void presentOnes(Path etc) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(etc.toAbsolutePath(), "*" + JsonForm.ENDING)) {
            for (Path file : all) {
                presentOne(file.toFile());
            }
        } catch (IOException e) {
            LOG.error("event=files-not-listed directory={} reason=\"{}\"", etc, e.toString());
        }
    }

    private void presentOne(File file) {
        try {
            install(file);
        } catch (IOException e) {
            LOG.debug("FileInstall takes it up, and says so: {}", file, e);
        }
    }

    @Override
    public boolean canHandle(File artifact) {
        return ours && artifact.getName().endsWith(JsonForm.ENDING);
    }

    @Override
    public void install(File artifact) throws IOException {
        Map<String, Object> says = Values.without(form.read(artifact.toPath()));
        String source = artifact.getAbsoluteFile().toURI().toString();
        Configuration[] known = from(source);
        Configuration configuration = known.length > 0 ? known[0] : named(artifact.getName());
        if (configuration.getProperties() == null || !Values.equal(says, Values.of(configuration.getProperties()))) {
            Hashtable<String, Object> all = new Hashtable<>(says);
            all.put(Values.FILE, source);
            configuration.update(all);
        }
    }

    @Override
    public void update(File artifact) throws IOException {
        install(artifact);
    }

    @Override
    public void uninstall(File artifact) throws IOException {
        for (Configuration configuration : from(artifact.getAbsoluteFile().toURI().toString())) {
            configuration.delete();
        }
    }

    private Configuration[] from(String source) throws IOException {
        try {
            Configuration[] found = admin.listConfigurations("(" + Values.FILE + "=" + source.replaceAll("([\\\\()*])", "\\\\$1") + ")");
            return found == null ? new Configuration[0] : found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("no file name: " + source, e);
        }
    }

    /** PID-NAME or PID~NAME; no PID of ours has a dash. */
    private Configuration named(String file) throws IOException {
        String name = file.substring(0, file.length() - JsonForm.ENDING.length());
        int dash = name.indexOf('~') > 0 ? name.indexOf('~') : name.indexOf('-');
        return dash > 0 ? admin.getFactoryConfiguration(name.substring(0, dash), name.substring(dash + 1), "?")
                : admin.getConfiguration(name, "?");
    }
}
