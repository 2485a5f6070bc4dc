package io.tidegate.deploy.internal;

/** Why a content cannot be taken, in a sentence for the operator. */
final class DeployFault extends Exception {
    private static final long serialVersionUID = 1L;

    DeployFault(String sentence) {
        super(sentence, null, false, false);
    }
}
