package io.tidegate.shell.internal.commands;

import io.tidegate.config.PasswordHash;
import io.tidegate.shell.internal.text.Refusal;
import java.util.Arrays;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;

/** {@code gateway:password}: makes the one text form of a password. Nothing is stored. */
@Service
@Command(scope = "gateway", name = "password", description = "Prints the hash of a password, for etc/io.tidegate.principal-NAME.cfg")
public final class GatewayPassword implements Action {
    @Argument(description = "The password; without it you are asked, where there is a terminal")
    private String password;

    @Reference
    private Session session;

    @Override
    public Object execute() throws Exception {
        char[] word = (password != null ? password : ask()).toCharArray();
        if (word.length == 0) {
            throw new Refusal("an empty password is not allowed");
        }
        System.out.println(PasswordHash.make(word));
        Arrays.fill(word, '\0');
        return null;
    }

    private String ask() throws Exception {
        if (session.getTerminal() == null) {
            throw new Refusal("there is no terminal to ask at: give the password as the argument");
        }
        String once = session.readLine("Password: ", '\0');
        String again = session.readLine("Once more: ", '\0');
        if (once == null || !once.equals(again)) {
            throw new Refusal("the two are not the same");
        }
        return once;
    }
}
