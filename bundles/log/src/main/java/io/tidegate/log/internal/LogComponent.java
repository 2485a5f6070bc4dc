package io.tidegate.log.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** One configured log: wires {@link ManagedLog} to the framework. */
@Component(service = StatusSource.class, immediate = true, configurationPid = LogConfig.FACTORY_PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LogKeys.class, factory = true)
public final class LogComponent implements StatusSource {
    private final String pid;
    private final ManagedLog log;

    /** @param shared STATIC: it is of this bundle */
    @Activate
    public LogComponent(Map<String, Object> properties, @Reference Shared shared) {
        pid = String.valueOf(properties.get(Constants.SERVICE_PID));
        log = new ManagedLog(shared, pid);
        LastAccepted.before(pid, properties).ifPresent(log::configure);
        log.configure(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        log.configure(properties);
    }

    @Deactivate
    void deactivate(int reason) {
        LastAccepted.deactivated(pid, reason);
        log.close();
    }

    @Override
    public List<StatusRow> rows() {
        return List.of(log.row());
    }
}
