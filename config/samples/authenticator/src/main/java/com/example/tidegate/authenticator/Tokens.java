package com.example.tidegate.authenticator;

import io.tidegate.hub.spi.Authentication;
import io.tidegate.hub.spi.Authenticator;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.hub.spi.Credentials;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * Whoever sends the token as password is who they say, and may use the topics below their own name. Both questions are
 * answered by one component, so that the hub never asks one of it and the other of somebody else.
 */
@Component(configurationPid = "com.example.tidegate.tokens", configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "service.ranking:Integer=100")
public final class Tokens implements Authenticator, Authorizer {
    /** {@code com.example.tidegate.tokens.cfg}; the dot in the key {@code .token} keeps it out of the service's properties. */
    @interface Configuration {
        String _token();
    }

    private final byte[] token;
    private final long generation = System.currentTimeMillis();

    @Activate
    public Tokens(Configuration configuration) {
        String configured = configuration._token();
        if (configured == null || configured.isBlank()) {
            throw new IllegalArgumentException("com.example.tidegate.tokens: .token is missing");
        }
        token = configured.getBytes(StandardCharsets.UTF_8);
    }

    /** Asked on an event loop: what has to wait for somebody completes later, from another thread. */
    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        boolean known = knows(credentials.username()) && credentials.password() != null
                && MessageDigest.isEqual(token, new String(credentials.password()).getBytes(StandardCharsets.UTF_8));
        return CompletableFuture.completedFuture(known ? Authentication.accepted(credentials.username()) : Authentication.refused("not the token"));
    }

    @Override
    public boolean mayPublish(String principal, TopicName topic) {
        return topic.toString().startsWith(principal + "/");
    }

    @Override
    public boolean maySubscribe(String principal, TopicFilter filter) {
        return filter.toString().startsWith(principal + "/");
    }

    @Override
    public boolean knows(String principal) {
        return principal != null && principal.matches("[A-Za-z0-9-]+");
    }

    /** Of this instance, in which nothing changes: what an earlier one answered is asked again. */
    @Override
    public long generation() {
        return generation;
    }
}
