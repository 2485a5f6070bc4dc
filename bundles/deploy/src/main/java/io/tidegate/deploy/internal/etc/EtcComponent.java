package io.tidegate.deploy.internal.etc;

import io.tidegate.config.LastAccepted;
import java.io.IOException;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells {@link EtcFiles} what happens to configurations, where FileInstall was told not to write files itself. Synchronous:
 * only then does the stack tell whether a file is the reason. The thread would not: FileInstall's also starts the bundles that
 * are dropped into {@code deploy/}, and those may change a configuration.
 */
@Component(immediate = true, service = SynchronousConfigurationListener.class)
public final class EtcComponent implements SynchronousConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(EtcComponent.class);
    private static final String SAVES = "felix.fileinstall.enableConfigSave";
    /** Who makes configurations of files. */
    private static final Set<String> INSTALLERS = Set.of("org.apache.felix.fileinstall.internal.ConfigInstaller", EtcInstaller.class.getName());

    private final ConfigurationAdmin admin;
    private final boolean ours;
    private final EtcFiles files;

    /** @param admin STATIC: its configurations are what this is about */
    @Activate
    public EtcComponent(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.admin = admin;
        ours = "false".equals(context.getProperty(SAVES));
        Forms forms = new Forms(context);
        files = new EtcFiles(forms::of, forms.charset());
        if (ours) {
            presentOnes();
        }
    }

    private void presentOnes() {
        try {
            Configuration[] found = admin.listConfigurations("(" + Values.FILE + "=*)");
            for (Configuration one : found == null ? new Configuration[0] : found) {
                files.updated(one.getPid(), one.getProperties(), true);
            }
        } catch (IOException | InvalidSyntaxException e) { // each is known from its next change on
            LOG.error("event=configurations-not-listed", e);
        }
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() == ConfigurationEvent.CM_DELETED) {
            LastAccepted.forget(event.getPid()); // here too: its component may be away, and see nothing of it
        }
        if (!ours) {
            return;
        }
        boolean byFile = StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> INSTALLERS.contains(frame.getClassName())));
        if (event.getType() == ConfigurationEvent.CM_DELETED) {
            files.deleted(event.getPid(), byFile);
        } else if (event.getType() == ConfigurationEvent.CM_UPDATED) {
            try {
                files.updated(event.getPid(), admin.getConfiguration(event.getPid(), null).getProperties(), byFile);
            } catch (IOException e) {
                LOG.warn("event=configuration-not-read pid={} reason=\"{}\"", event.getPid(), e.toString());
            }
        }
    }
}
