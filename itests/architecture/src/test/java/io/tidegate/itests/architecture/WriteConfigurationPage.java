package io.tidegate.itests.architecture;

import java.nio.file.Files;

/** Makes the tables of docs/configuration.md anew: {@code ./dev docs}. */
final class WriteConfigurationPage {
    private WriteConfigurationPage() {}

    public static void main(String[] arguments) throws Exception {
        String before = ConfigurationPage.text();
        String after = ConfigurationPage.made(before, Declared.all());
        Files.writeString(ConfigurationPage.file(), after);
        System.out.println(ConfigurationPage.file() + (after.equals(before) ? " was as the bundles declare" : " written"));
    }
}
