package io.tidegate.transport.netty.internal.loop;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Foreign text for logs. */
final class Text {
    private static final int MAX = 256;

    private Text() {
    }

    /** Control characters escaped, long text cut. */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(MAX, text.length()); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '"') {
                visible.append(String.format("\\u%04x", (int) c));
            } else {
                visible.append(c);
            }
        }
        return text.length() > MAX ? visible.append('…').toString() : visible.toString();
    }

    /** {@code host:port}, an IPv6 host in brackets; {@code -} for an unknown one. */
    static String address(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? NetUtil.toSocketAddressString(inet) : "-";
    }
}
