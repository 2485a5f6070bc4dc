package io.tidegate.shell.internal.access;

import io.tidegate.hub.DeadLetters;
import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.hub.Hub;
import io.tidegate.hub.HubView;
import io.tidegate.shell.internal.text.Nearest;
import io.tidegate.shell.internal.text.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What commands ask the hub. Dynamic references: while the hub is swapped its commands stay and say so. Called on
 * command threads; each question waits at most 5 s.
 */
@Component(service = HubAccess.class)
public final class HubAccess {
    /** How long a command waits for the hub. */
    static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_LETTERS = 10_000;
    private static final int PAGE = 256;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile HubView view;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile DeadLetters letters;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Hub hub;

    /** Every session, by client identifier. */
    public List<HubView.Client> clients() throws Refusal, InterruptedException {
        return ask(view, HubView::clients).stream().sorted(Comparator.comparing(HubView.Client::clientId)).toList();
    }

    /** Every subscription, by client identifier and Topic Filter. */
    public List<HubView.Subscribed> subscriptions() throws Refusal, InterruptedException {
        return ask(view, HubView::subscriptions).stream()
                .sorted(Comparator.comparing(HubView.Subscribed::clientId).thenComparing(HubView.Subscribed::filter)).toList();
    }

    /** @param session empty: of all; at most 10,000, oldest first */
    public List<DeadLetter> letters(String session) throws Refusal, InterruptedException {
        return ask(letters, source -> source.list(session, MOST_LETTERS));
    }

    /** @throws Refusal when there is none of that id, naming the nearest */
    public DeadLetter letter(String id) throws Refusal, InterruptedException {
        var found = ask(letters, source -> source.show(id));
        if (found.isPresent()) {
            return found.get();
        }
        List<String> ids = letters("").stream().map(DeadLetter::id).toList();
        throw new Refusal("no dead letter " + id + Nearest.hint(id, ids) + (ids.isEmpty() ? " (there is none at all)" : " (dlq:list shows all)"));
    }

    /**
     * Gives a letter to its session again.
     *
     * @return what was given
     * @throws Refusal when there is none of that id, or its session is not there
     */
    public DeadLetter replay(String id) throws Refusal, InterruptedException {
        DeadLetter letter = letter(id);
        if (!ask(letters, source -> source.replay(id))) {
            letter(id); // says so when somebody else was faster
            throw new Refusal("session " + letter.session() + " of dead letter " + id
                    + " is not there: configure it again to replay, or dlq:purge " + id);
        }
        return letter;
    }

    /** @throws Refusal when there is none of that id, also when somebody else was faster */
    public DeadLetter purge(String id) throws Refusal, InterruptedException {
        DeadLetter letter = letter(id);
        if (!ask(letters, source -> source.purge(id))) {
            throw new Refusal("dead letter " + id + " was replayed or purged by somebody else meanwhile");
        }
        return letter;
    }

    /**
     * Purges the letters that a session has now; those that are set aside meanwhile stay.
     *
     * @return how many; 1 or more
     * @throws Refusal when there is none, or the hub stops answering: some may be gone then
     */
    public int purgeAll(String session) throws Refusal, InterruptedException {
        Instant began = Instant.now();
        int purged = 0;
        for (List<String> ids = purgeable(session, began); !ids.isEmpty(); ids = purgeable(session, began)) {
            List<String> page = ids;
            int gone = ask(letters, source -> purge(source, page));
            purged += gone;
            if (gone == 0) {
                throw new Refusal(purged + " dead letters of " + session + " are purged; the others are in somebody else's hands");
            }
        }
        if (purged == 0) {
            List<String> sessions = letters("").stream().map(DeadLetter::session).distinct().toList();
            throw new Refusal("no dead letter of session " + session + Nearest.hint(session, sessions));
        }
        return purged;
    }

    private List<String> purgeable(String session, Instant until) throws Refusal, InterruptedException {
        return ask(letters, source -> source.list(session, PAGE)).stream().filter(l -> !l.since().isAfter(until)).map(DeadLetter::id).toList();
    }

    /** How many of these it removed. */
    private static CompletionStage<Integer> purge(DeadLetters source, List<String> ids) {
        CompletionStage<Integer> sum = CompletableFuture.completedFuture(0);
        for (String id : ids) {
            sum = sum.thenCombine(source.purge(id), (n, gone) -> gone ? n + 1 : n);
        }
        return sum;
    }

    /**
     * Ends a session that nobody configures any more.
     *
     * @return how many messages went with it
     * @throws Refusal when somebody has it open
     */
    public long discard(String session) throws Refusal, InterruptedException {
        long messages = ask(hub, h -> h.retire(session));
        if (messages < 0) {
            throw new Refusal("session " + session + " is in use again");
        }
        return messages == 0 ? 0 : ask(hub, h -> h.discard(session));
    }

    private static <S, T> T ask(S source, Function<S, CompletionStage<T>> question) throws Refusal, InterruptedException {
        if (source == null) {
            throw new Refusal("the hub is not running (gateway:status says why)");
        }
        return Answers.await(question.apply(source), LIMIT, "the hub");
    }
}
