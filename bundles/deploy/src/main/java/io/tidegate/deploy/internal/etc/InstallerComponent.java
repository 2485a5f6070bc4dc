package io.tidegate.deploy.internal.etc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.fileinstall.ArtifactListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers {@link EtcInstaller} for those files of which FileInstall and Karaf were told to keep their hands off: all of ours in
 * {@code etc/} where FileInstall's own look leaves them out, {@code .cfg.json} of anybody where Karaf's installer does. FileInstall
 * keeps a file with the installer that it first had for it, and looks at {@code etc/} before any component is there: so ours get a
 * look of their own, made here once FileInstall knows the installer. That is why the service is registered by hand: when that
 * returns, FileInstall knows it.
 */
@Component(immediate = true, service = {})
public final class InstallerComponent {
    private static final Logger LOG = LoggerFactory.getLogger(InstallerComponent.class);
    private static final String LOOK = "org.apache.felix.fileinstall";
    private static final String FILTER = key("filter");
    private static final String POLL = key("poll");
    /** Which ending Karaf's own installer takes; its default is that of all. */
    private static final String KARAFS = "karaf.json.config.extension";
    /** FileInstall's own installer would take them too. */
    private static final Dictionary<String, Object> RANKED = FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, 1000));

    /** Much longer than an editor needs that moves a file away and writes it anew; with FileInstall's look less than two seconds. */
    private static final long ABSENCE_MILLIS = 700;
    private static final long STOP_MILLIS = 1_000;

    private final Path etc;
    private final boolean all;
    private final boolean json;
    private final Forms forms;
    private final ServiceRegistration<?> installer;
    private final ScheduledThreadPoolExecutor absences = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "tidegate-deploy-absences-1"));

    /** @param admin STATIC: what is read goes there */
    @Activate
    public InstallerComponent(BundleContext context, @Reference ConfigurationAdmin admin) throws IOException {
        String directory = context.getProperty("karaf.etc");
        etc = directory == null ? null : Path.of(directory).toFile().getCanonicalFile().toPath(); // as FileInstall calls its files
        String filter = context.getProperty(FILTER);
        all = etc != null && filter != null && !(EtcInstaller.OURS + "x.cfg").matches(filter);
        String karafs = context.getProperty(KARAFS);
        json = karafs != null && !JsonForm.ENDING.equals("." + karafs);
        forms = new Forms(context);
        EtcInstaller taker = new EtcInstaller(admin, this::form,
                task -> absences.schedule(task, ABSENCE_MILLIS, TimeUnit.MILLISECONDS));
        if (etc != null && (all || json)) {
            taker.takePresent(etc);
        }
        installer = context.registerService(new String[] {ArtifactInstaller.class.getName(), ArtifactListener.class.getName()}, taker, RANKED);
        if (all) {
            look(context, admin);
        }
    }

    /** What is away now still has its time, for nobody would look again. */
    @Deactivate
    void end() throws InterruptedException {
        installer.unregister();
        absences.shutdown();
        absences.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static String key(String name) {
        return "felix.fileinstall." + name;
    }

    private Optional<Form> form(Path file) {
        boolean ours = all && file.getFileName().toString().startsWith(EtcInstaller.OURS) && etc.equals(file.toAbsolutePath().getParent());
        return ours || json && file.getFileName().toString().endsWith(JsonForm.ENDING) ? forms.of(file) : Optional.empty();
    }

    private void look(BundleContext context, ConfigurationAdmin admin) {
        Hashtable<String, Object> look = new Hashtable<>();
        look.put(key("dir"), etc.toString());
        look.put(FILTER, "io[.]tidegate[.].*[.](cfg|config|json)");
        look.put(key("noInitialDelay"), "true"); // what goes before its first look it would never tell
        look.put(key("subdir.mode"), "skip");
        look.put(key("bundles.new.start"), "false");
        Optional.ofNullable(context.getProperty("java.io.tmpdir")).ifPresent(tmp -> look.put(key("tmpdir"), tmp)); // else a new one each time
        look.put(POLL, Optional.ofNullable(context.getProperty(POLL)).orElse("500"));
        try {
            admin.getFactoryConfiguration(LOOK, "io.tidegate.etc", "?").update(look);
        } catch (IOException e) {
            LOG.error("event=no-look-at-files directory={} reason=\"{}\" effect=\"edits of files count after a restart\"", etc, e.toString());
        }
    }
}
