package io.tidegate.shell.internal.access;

import io.tidegate.hub.DeadLetters;
import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.hub.HubView;
import io.tidegate.shell.internal.text.Nearest;
import io.tidegate.shell.internal.text.Refusal;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
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

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile HubView view;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile DeadLetters letters;

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

    private static <S, T> T ask(S source, Function<S, CompletionStage<T>> question) throws Refusal, InterruptedException {
        if (source == null) {
            throw new Refusal("the hub is not running (gateway:status says why)");
        }
        return Answers.await(question.apply(source), LIMIT, "the hub");
    }
}
