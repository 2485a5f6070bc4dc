package io.tidegate.rule.internal.route;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.PresentConfigurations;
import io.tidegate.hub.Hub;
import io.tidegate.rule.internal.StatusRows;
import io.tidegate.rule.internal.config.RouteSettings;
import io.tidegate.rule.internal.time.Control;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine behind all routes. It takes every present configuration before it subscribes: a set that grew one by one
 * would unsubscribe, after a swap, from what the routes still to come want.
 */
@Component(service = {RouteEngine.class, StatusSource.class, SynchronousConfigurationListener.class}, immediate = true,
        property = StatusRows.OWNER + "=route")
public final class RouteEngine implements StatusSource, SynchronousConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(RouteEngine.class);
    private final Routes routes;

    /**
     * @param hub   STATIC: the session is the hub's; when it goes, so does this, and the session rests in the store
     * @param admin STATIC: asked once, for what is configured already
     * @param asked the same, in whose name is asked
     */
    @Activate
    public RouteEngine(@Reference Hub hub, @Reference Control control, @Reference ConfigurationAdmin admin,
            @Reference ServiceReference<ConfigurationAdmin> asked) {
        routes = new Routes(hub, control, Clock.systemUTC());
        Map<String, Map<String, Object>> present = present(admin, asked);
        routes.resume(LastAccepted.before(present));
        routes.putAll(present);
    }

    /**
     * Also tells deletions that happen while a configuration's own component is on its way. Synchronous, so that a
     * deletion is never told after the configuration was made anew.
     */
    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() == ConfigurationEvent.CM_DELETED && RouteSettings.PID.equals(event.getFactoryPid())) {
            routes.remove(event.getPid());
        }
    }

    void put(String pid, Map<String, ?> properties) {
        routes.put(pid, properties);
    }

    void remove(String pid) {
        routes.remove(pid);
    }

    @Deactivate
    public void deactivate() {
        routes.close();
    }

    @Override
    public List<StatusRow> rows() {
        return routes.rows();
    }

    private static Map<String, Map<String, Object>> present(ConfigurationAdmin admin, ServiceReference<ConfigurationAdmin> asked) {
        try {
            return PresentConfigurations.of(admin, asked, RouteSettings.PID);
        } catch (IOException e) { // the routes come one by one then
            LOG.error("event=routes-not-listed", e);
            return Map.of();
        }
    }
}
