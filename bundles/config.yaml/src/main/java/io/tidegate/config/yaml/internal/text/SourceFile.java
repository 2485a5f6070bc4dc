package io.tidegate.config.yaml.internal.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads one file of the tree into text: bounded, decoded strictly, without byte order mark. Stateless. */
public final class SourceFile {
    /** Larger files are refused: no such configuration is written by hand, and a log file named by mistake is. */
    public static final int MAX_BYTES = 1 << 20;

    private SourceFile() {
    }

    /** @param shown the file's name as the operator is to read it */
    public static String read(Path file, String shown) throws Refused {
        Place start = new Place(shown, 1);
        if (!Files.exists(file)) {
            throw new Refused(start, "is missing");
        }
        if (!Files.isRegularFile(file)) {
            throw new Refused(start, "is not a regular file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new Refused(start, "cannot be read: " + e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new Refused(start, "is larger than " + MAX_BYTES + " bytes");
        }
        return decode(bytes, shown);
    }

    /** UTF-8, or UTF-16 where a byte order mark says so. */
    static String decode(byte[] bytes, String shown) throws Refused {
        Charset charset = StandardCharsets.UTF_8;
        int skip = 0;
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            skip = 3;
        } else if (startsWith(bytes, 0xFE, 0xFF)) {
            charset = StandardCharsets.UTF_16BE;
            skip = 2;
        } else if (startsWith(bytes, 0xFF, 0xFE)) {
            charset = StandardCharsets.UTF_16LE;
            skip = 2;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, skip, bytes.length - skip);
        try {
            return charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(in).toString();
        } catch (CharacterCodingException e) {
            throw new Refused(new Place(shown, lineAt(bytes, in.position())), "is not " + charset + " text");
        }
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lineAt(byte[] bytes, int position) {
        int line = 1;
        for (int i = 0; i < position && i < bytes.length; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return line;
    }
}
