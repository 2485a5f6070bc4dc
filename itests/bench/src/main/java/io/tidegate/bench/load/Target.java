package io.tidegate.bench.load;

/**
 * A broker on the loopback interface.
 *
 * @param port     TCP port on 127.0.0.1
 * @param user     user name of every connection
 * @param password its password
 */
public record Target(int port, String user, String password) { }
