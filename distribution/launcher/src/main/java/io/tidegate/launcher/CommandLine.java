package io.tidegate.launcher;

/** Makes the one line that the console understands out of a shell's words. */
final class CommandLine {
    private CommandLine() {
    }

    /**
     * One word is taken as it is, so a whole command line may be quoted: {@code client "hub:clients | grep x"};
     * of several, each word with characters that mean something to the console is quoted.
     *
     * @throws Refusal for a line break, which would be a second command
     */
    static String of(String... words) throws Refusal {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (word.indexOf('\n') >= 0 || word.indexOf('\r') >= 0) {
                throw new Refusal(Refusal.USAGE, "a command is one line; an argument contains a line break");
            }
            line.append(line.length() == 0 ? "" : " ").append(words.length == 1 ? word : quoted(word));
        }
        return line.toString();
    }

    private static String quoted(String word) {
        if (word.matches("[A-Za-z0-9_.,:/@%+=~#*-]+") && !word.startsWith("#")) {
            return word;
        }
        if (word.indexOf('\'') < 0 && word.indexOf('\\') < 0) {
            return "'" + word + "'";
        }
        return '"' + word.replaceAll("([\\\\\"$])", "\\\\$1") + '"';
    }
}
