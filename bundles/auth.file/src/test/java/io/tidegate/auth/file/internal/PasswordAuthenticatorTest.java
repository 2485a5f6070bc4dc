package io.tidegate.auth.file.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.PasswordHash;
import io.tidegate.hub.spi.Authentication;
import io.tidegate.hub.spi.Credentials;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PasswordAuthenticatorTest {
    private final Principals principals = new Principals(Clock.systemUTC(), Runnable::run);
    private PasswordAuthenticator authenticator = new PasswordAuthenticator(principals);

    @BeforeEach
    void somebody() {
        setPassword("hahaha");
    }

    @AfterEach
    void close() {
        authenticator.close();
    }

    @Test
    void rightPassword_isAccepted_wrongOrUnknownIsRefusedInTheSameWords() throws Exception {
        Authentication right = ask("test", "hahaha");
        assertTrue(right.accepted());
        assertEquals("test", right.principal());
        Authentication wrong = ask("test", "hahah");
        assertFalse(wrong.accepted());
        assertEquals(wrong, ask("nobody", "hahaha"));
        assertFalse(ask("nobody", "-").accepted(), "the hash that stands in for an unknown user lets nobody in");
    }

    /** At every way to an answer: compared, and known already. */
    @Test
    void proof_isThatOfThePassword() throws Exception {
        String first = ask("test", "hahaha").proof();
        assertEquals(first, ask("test", "hahaha").proof());
        assertTrue(principals.stillAccepts("test", first));
        setPassword("other");
        assertFalse(principals.stillAccepts("test", first));
        assertTrue(principals.stillAccepts("test", ask("test", "other").proof()));
    }

    @Test
    void missingUsernameOrPassword_isRefused() throws Exception {
        assertFalse(ask(null, "hahaha").accepted());
        assertFalse(ask("test", null).accepted());
        assertFalse(ask("test", "").accepted());
    }

    @Test
    void answersOffTheCallersThread_andClearsThePassword() throws Exception {
        char[] password = "hahaha".toCharArray();
        CompletableFuture<Authentication> answer = authenticator.authenticate(credentials("test", password)).toCompletableFuture();
        assertTrue(answer.get(10, TimeUnit.SECONDS).accepted());
        assertArrayEquals(new char[6], password);
    }

    @Test
    void secondTime_isAnsweredAtOnce() throws Exception {
        assertTrue(ask("test", "hahaha").accepted());
        CompletableFuture<Authentication> again = authenticator.authenticate(credentials("test", "hahaha".toCharArray())).toCompletableFuture();
        assertTrue(again.isDone(), "no hashing a second time");
        assertTrue(again.get().accepted());
    }

    /** A fleet that connects again after a restart. */
    @Test
    void manyAtOnceWithOnePassword_costOneHash() throws Exception {
        AtomicInteger hashes = new AtomicInteger();
        authenticator.close();
        authenticator = new PasswordAuthenticator(principals, 1, 100, (hash, password) -> {
            hashes.incrementAndGet();
            return hash.verify(password);
        });
        List<CompletableFuture<Authentication>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(authenticator.authenticate(credentials("test", "hahaha".toCharArray())).toCompletableFuture());
            answers.add(authenticator.authenticate(credentials("test", "wrong".toCharArray())).toCompletableFuture());
        }
        for (int i = 0; i < answers.size(); i++) {
            assertEquals(i % 2 == 0, answers.get(i).get(60, TimeUnit.SECONDS).accepted(), "answer " + i);
        }
        assertEquals(1 + 50, hashes.get(), "one for the right password, one for each wrong one");
    }

    @Test
    void changedPassword_countsAtOnce_alsoForOneAcceptedBefore() throws Exception {
        assertTrue(ask("test", "hahaha").accepted());
        setPassword("other");
        assertFalse(ask("test", "hahaha").accepted());
        assertTrue(ask("test", "other").accepted());
        principals.remove("io.tidegate.principal~test");
        assertFalse(ask("test", "other").accepted());
    }

    @Test
    void tooMany_areUndecided_notRefused() throws Exception {
        authenticator.close();
        authenticator = new PasswordAuthenticator(principals, 1, 1, PasswordHash::verify);
        List<CompletableFuture<Authentication>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(authenticator.authenticate(credentials("test", ("wrong" + i).toCharArray())).toCompletableFuture());
        }
        long undecided = answers.stream().filter(CompletableFuture::isCompletedExceptionally).count();
        assertTrue(undecided > 0, "one thread and one place do not take twenty");
        assertFalse(answers.get(0).get(10, TimeUnit.SECONDS).accepted());
    }

    @Test
    void close_leavesNothingUnanswered() throws Exception {
        authenticator.close();
        authenticator = new PasswordAuthenticator(principals, 1, 100, PasswordHash::verify);
        List<CompletableFuture<Authentication>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(authenticator.authenticate(credentials("test", ("wrong" + i).toCharArray())).toCompletableFuture());
        }
        authenticator.close();
        assertThrows(ExecutionException.class, () -> answers.get(49).get(10, TimeUnit.SECONDS));
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).handle((r, e) -> null).get(10, TimeUnit.SECONDS);
        assertTrue(authenticator.authenticate(credentials("test", new char[] {'x'})).toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void credentials_showNoPassword() {
        assertFalse(credentials("test", "hahaha".toCharArray()).toString().contains("hahaha"));
    }

    private void setPassword(String password) {
        principals.put("io.tidegate.principal~test", Map.of("password", PasswordHash.make(password.toCharArray()).toString()));
    }

    private Authentication ask(String username, String password) throws Exception {
        return authenticator.authenticate(credentials(username, password == null ? null : password.toCharArray()))
                .toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Credentials credentials(String username, char[] password) {
        return new Credentials("c", username, password, "default", "127.0.0.1");
    }
}
