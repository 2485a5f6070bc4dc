package io.tidegate.shell.internal.text;

/** A command's "no", in a sentence for its user. It is not a fault of ours, so it has no stack trace. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    public Refusal(String sentence) {
        super(sentence, null, false, false);
    }
}
