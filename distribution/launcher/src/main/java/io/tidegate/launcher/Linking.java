package io.tidegate.launcher;

/** Has the JVM verify and link classes of which nothing is run. Stateless. */
final class Linking {
    static final String ENDING = ".class";

    private Linking() {
    }

    /** @param file of a jar, which ends with {@link #ENDING} */
    static String className(String file) {
        return file.substring(0, file.length() - ENDING.length()).replace('/', '.');
    }

    /** By asking for constructors. Does nothing where what the class needs is not here. */
    static void link(Class<?> loaded) {
        try {
            loaded.getDeclaredConstructors();
        } catch (LinkageError optional) {
            return; // a part for something that is not here
        }
    }
}
