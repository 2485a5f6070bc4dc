package io.tidegate.deploy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;

/**
 * What a jar says of itself. Reading does I/O.
 *
 * @param symbolicName its Bundle-SymbolicName without directives
 * @param version      its Bundle-Version as written
 * @param imports      the packages that it needs from others
 */
record JarFacts(String symbolicName, String version, List<Import> imports) {
    private static final int BUFFER_BYTES = 16 * 1024;

    /** Empty when the file is no complete jar or names no bundle. Of a directory, what it would be as a jar. */
    static Optional<JarFacts> peek(Path file) {
        if (Files.isDirectory(file)) {
            return unpacked(file.resolve(JarFile.MANIFEST_NAME));
        }
        if (!Files.isRegularFile(file) || !file.toString().endsWith(".jar")) {
            return Optional.empty();
        }
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            return Optional.ofNullable(of(jar.getManifest()));
        } catch (IOException | SecurityException incomplete) {
            return Optional.empty();
        }
    }

    private static Optional<JarFacts> unpacked(Path manifest) {
        try (InputStream in = Files.newInputStream(manifest)) {
            return Optional.ofNullable(of(new Manifest(in)));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Reads every byte of it, so that a damaged entry is found before the bundle that runs is stopped. */
    static JarFacts check(Path file) throws DeployFault {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
                readThrough(jar, entries.nextElement(), buffer);
            }
            JarFacts facts = of(jar.getManifest());
            if (facts == null) {
                throw new DeployFault("its manifest has no Bundle-SymbolicName");
            }
            return facts;
        } catch (IOException | SecurityException e) {
            throw new DeployFault("it is not a complete jar (" + e.getMessage() + ")");
        }
    }

    /** SHA-256 of a file, in hexadecimal. */
    static String digest(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static void readThrough(JarFile jar, JarEntry entry, byte[] buffer) throws DeployFault {
        CRC32 sum = new CRC32(); // JarFile itself does not compare it
        try (InputStream in = jar.getInputStream(entry)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new DeployFault("its entry " + entry.getName() + " is damaged (" + e.getMessage() + ")");
        }
        if (entry.getCrc() >= 0 && sum.getValue() != entry.getCrc()) {
            throw new DeployFault("its entry " + entry.getName() + " is damaged (wrong checksum)");
        }
    }

    private static JarFacts of(Manifest manifest) {
        Attributes main = manifest == null ? null : manifest.getMainAttributes();
        String name = main == null ? null : main.getValue("Bundle-SymbolicName");
        if (name == null) {
            return null;
        }
        String version = main.getValue("Bundle-Version");
        return new JarFacts(name.split(";", 2)[0].strip(), version == null ? "0.0.0" : version.strip(),
                Import.of(main.getValue("Import-Package"), main.getValue("Export-Package")));
    }
}
