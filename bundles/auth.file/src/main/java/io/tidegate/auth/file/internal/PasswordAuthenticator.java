package io.tidegate.auth.file.internal;

import io.tidegate.config.PasswordHash;
import io.tidegate.hub.spi.Authentication;
import io.tidegate.hub.spi.Authenticator;
import io.tidegate.hub.spi.Credentials;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

/**
 * Compares a CONNECT with the principals. Hashes on threads of its own, {@code tidegate-auth.file-hash-n}; a password
 * that was right before is answered at once, also when it waited for its turn meanwhile: after a restart a fleet that shares a
 * password costs one hash. An unknown user costs the same time as a wrong password, so that nobody
 * learns from the clock who exists.
 */
final class PasswordAuthenticator implements Authenticator, AutoCloseable {
    private static final int THREADS = 2;
    /** At 30 ms a hash more than this would not be answered in the hub's 5 s anyway. */
    private static final int QUEUE = 512;
    private static final String WRONG = "unknown user or wrong password";

    private final Principals principals;
    private final AcceptedPasswords accepted = new AcceptedPasswords();
    private final BiPredicate<PasswordHash, char[]> verify;
    private final ThreadPoolExecutor hashing;
    private volatile PasswordHash nobody; // made when first needed

    PasswordAuthenticator(Principals principals) {
        this(principals, THREADS, QUEUE, PasswordHash::verify);
    }

    /** @param verify the slow comparison */
    PasswordAuthenticator(Principals principals, int threads, int queue, BiPredicate<PasswordHash, char[]> verify) {
        this.principals = principals;
        this.verify = verify;
        AtomicInteger number = new AtomicInteger();
        hashing = new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), task -> {
            Thread thread = new Thread(task, "tidegate-auth.file-hash-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        hashing.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        if (credentials.username() == null || credentials.password() == null) {
            clear(credentials);
            return CompletableFuture.completedFuture(Authentication.refused("no username or no password was sent"));
        }
        Optional<Principal> principal = principals.find(credentials.username());
        if (principal.isPresent() && accepted.contains(principal.get().password(), credentials.password())) {
            clear(credentials);
            return CompletableFuture.completedFuture(Authentication.accepted(credentials.username(), principal.get().proof()));
        }
        Question question = new Question(credentials, principal);
        try {
            hashing.execute(question);
        } catch (RejectedExecutionException full) {
            question.fail("too many passwords are waiting to be compared, or auth.file is stopping");
        }
        return question.answer;
    }

    /** Ends its threads; what was not compared yet is answered as undecided. */
    @Override
    public void close() {
        for (Runnable never : hashing.shutdownNow()) {
            ((Question) never).fail("auth.file is stopping");
        }
    }

    private static void clear(Credentials credentials) {
        if (credentials.password() != null) {
            Arrays.fill(credentials.password(), '\0');
        }
    }

    /** As slow as the slowest principal's. */
    private PasswordHash nobody() {
        PasswordHash now = nobody;
        int iterations = principals.mostIterations();
        if (now == null || now.iterations() != iterations) {
            now = PasswordHash.make(new char[] {'-'}, iterations);
            nobody = now;
        }
        return now;
    }

    /** One comparison. */
    private final class Question implements Runnable {
        private final Credentials credentials;
        private final Optional<Principal> principal;
        private final CompletableFuture<Authentication> answer = new CompletableFuture<>();

        Question(Credentials credentials, Optional<Principal> principal) {
            this.credentials = credentials;
            this.principal = principal;
        }

        @Override
        public void run() {
            try {
                Authentication compared = compare();
                clear(credentials);
                answer.complete(compared);
            } catch (RuntimeException e) {
                clear(credentials);
                answer.completeExceptionally(e);
            }
        }

        private Authentication compare() {
            PasswordHash hash = principal.map(Principal::password).orElseGet(PasswordAuthenticator.this::nobody);
            if (principal.isPresent() && accepted.contains(hash, credentials.password())) {
                return Authentication.accepted(credentials.username(), principal.get().proof());
            }
            boolean right = verify.test(hash, credentials.password()) && principal.isPresent();
            if (!right) {
                return Authentication.refused(WRONG);
            }
            accepted.add(hash, credentials.password());
            return Authentication.accepted(credentials.username(), principal.get().proof());
        }

        void fail(String reason) {
            clear(credentials);
            answer.completeExceptionally(new IllegalStateException(reason));
        }
    }
}
