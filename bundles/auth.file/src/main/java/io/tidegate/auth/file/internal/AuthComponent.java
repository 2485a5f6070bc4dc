package io.tidegate.auth.file.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.PresentConfigurations;
import io.tidegate.hub.spi.Authentication;
import io.tidegate.hub.spi.Authenticator;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.hub.spi.Credentials;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
 * Offers the principals to the hub while this bundle is active, also when there are none. It knows every present
 * configuration before its services are there: a hub that finds it during a swap never meets half a table.
 */
@Component(immediate = true, service = {AuthComponent.class, Authenticator.class, Authorizer.class, StatusSource.class,
        SynchronousConfigurationListener.class})
public final class AuthComponent implements Authenticator, Authorizer, StatusSource, SynchronousConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(AuthComponent.class);
    private final Principals principals = new Principals(Clock.systemUTC(),
            CompletableFuture.delayedExecutor(Principals.GRACE_MILLIS, TimeUnit.MILLISECONDS));
    private final PasswordAuthenticator authenticator = new PasswordAuthenticator(principals);

    /**
     * @param admin STATIC: asked once, for what is configured already
     * @param asked the same, in whose name is asked
     */
    @Activate
    public AuthComponent(@Reference ConfigurationAdmin admin, @Reference ServiceReference<ConfigurationAdmin> asked) {
        try {
            Map<String, Map<String, Object>> present = PresentConfigurations.of(admin, asked, Principal.PID);
            principals.putAll(LastAccepted.before(present));
            principals.putAll(present);
        } catch (IOException e) { // the principals come one by one then
            LOG.error("event=principals-not-listed", e);
        }
    }

    /**
     * Also tells deletions that happen while a configuration's own component is on its way. Synchronous, so that a
     * deletion is never told after the configuration was made anew.
     */
    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() == ConfigurationEvent.CM_DELETED && Principal.PID.equals(event.getFactoryPid())) {
            principals.remove(event.getPid());
        }
    }

    void put(String pid, Map<String, ?> properties) {
        principals.put(pid, properties);
    }

    void remove(String pid) {
        principals.remove(pid);
    }

    @Deactivate
    public void deactivate() {
        authenticator.close();
    }

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        return authenticator.authenticate(credentials);
    }

    @Override
    public boolean stillAccepts(String principal, String proof) {
        return principals.stillAccepts(principal, proof);
    }

    @Override
    public boolean mayPublish(String principal, TopicName topic) {
        return principals.mayPublish(principal, topic);
    }

    @Override
    public boolean maySubscribe(String principal, TopicFilter filter) {
        return principals.maySubscribe(principal, filter);
    }

    @Override
    public boolean knows(String principal) {
        return principals.knows(principal);
    }

    @Override
    public long generation() {
        return principals.generation();
    }

    @Override
    public List<StatusRow> rows() {
        return principals.rows();
    }
}
