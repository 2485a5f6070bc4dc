package io.tidegate.deploy.internal.etc;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of {@code etc/} true when a configuration that came from one is changed or deleted by somebody else than
 * its file. FileInstall itself would empty a file and write it again after every update, also after one that it took from
 * that very file: who reads in between finds nothing, and an edit that is saved in between is lost. Here a file is written
 * only when it says something else, beside and renamed, and never when it has an edit that was not taken yet: that edit
 * counts, for FileInstall takes it next. Any thread.
 */
final class EtcFiles {
    private static final Logger LOG = LoggerFactory.getLogger(EtcFiles.class);
    private final Function<Path, Optional<Form>> forms;
    private final Charset charset;
    private final Object lock = new Object();
    private final Map<String, Taken> taken = new HashMap<>(); // by PID; guarded by lock

    /** What ConfigAdmin has of a file. */
    private record Taken(Path file, Map<String, Object> values) {
        boolean isSaidBy(Form form) throws IOException {
            return Values.equal(values, Values.without(form.read(file))) || Values.equal(values, Values.without(form.unfilled(file)));
        }
    }

    /**
     * @param forms   the form of a file by its name; empty when it is nobody's business here
     * @param charset what they are written in
     */
    EtcFiles(Function<Path, Optional<Form>> forms, Charset charset) {
        this.forms = forms;
        this.charset = charset;
    }

    /**
     * A configuration was made or changed.
     *
     * @param properties what it says now; null: it was made and is empty
     * @param byFile     FileInstall did it, which has just read the file
     */
    void updated(String pid, Dictionary<String, Object> properties, boolean byFile) {
        Object name = properties == null ? null : properties.get(Values.FILE);
        Taken before;
        Taken now;
        synchronized (lock) {
            if (name == null) {
                taken.remove(pid);
                return;
            }
            now = new Taken(Path.of(URI.create(name.toString())), Values.of(properties));
            before = taken.put(pid, now);
        }
        if (!byFile && Files.isRegularFile(now.file)) {
            forms.apply(now.file).ifPresent(form -> bringUpToDate(form, before, now));
        }
    }

    private void bringUpToDate(Form form, Taken before, Taken now) {
        try {
            if (now.isSaidBy(form)) {
                return;
            }
            Object seen = mark(now.file);
            if (before == null || !before.file.equals(now.file) || !before.isSaidBy(form)) {
                LOG.info("event=file-kept file={} reason=\"it was edited and is taken next\"", now.file.getFileName());
                return;
            }
            replace(now.file, form.with(now.file, now.values), seen);
        } catch (IOException e) {
            LOG.warn("event=file-not-written file={} reason=\"{}\" effect=\"it counts again after a restart\"", now.file.getFileName(), e.toString());
        }
    }

    private void replace(Path file, String text, Object seen) throws IOException {
        Path real = file.toRealPath(); // a link stays one
        Path beside = real.resolveSibling("." + real.getFileName() + ".new");
        try {
            Files.writeString(beside, text, charset);
            PosixFileAttributeView from = Files.getFileAttributeView(real, PosixFileAttributeView.class);
            if (from != null) {
                Files.setPosixFilePermissions(beside, from.readAttributes().permissions());
            }
            if (mark(file).equals(seen)) {
                Files.move(beside, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** Changes whenever somebody saves the file. */
    private static Object mark(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    }

    /**
     * A configuration was deleted: its file goes too, else the next start would bring it back.
     *
     * @param byFile FileInstall did it, because the file went; one that is there again is new, and taken next
     */
    void deleted(String pid, boolean byFile) {
        Taken last;
        synchronized (lock) {
            last = taken.remove(pid);
        }
        if (last == null || byFile || !Files.isRegularFile(last.file)) {
            return;
        }
        try {
            Optional<Form> form = forms.apply(last.file);
            if (form.isPresent() && (Blank.is(last.file) || last.isSaidBy(form.get()))) {
                Files.delete(last.file);
            } else if (form.isPresent()) {
                LOG.warn("event=file-kept file={} reason=\"its configuration was deleted, but it was edited since\"", last.file.getFileName());
            }
        } catch (IOException e) {
            LOG.warn("event=file-kept file={} reason=\"its configuration was deleted: {}\"", last.file.getFileName(), e.toString());
        }
    }
}
