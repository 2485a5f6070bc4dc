package io.tidegate.function.internal.launch;

import io.tidegate.function.spi.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** Keeps bootstraps by content: {@code data/bootstrap/SHA-256/NAME}. Stateless; blocks for the disk. */
final class BootstrapFiles {
    private BootstrapFiles() {
    }

    static Path place(Places places, Launch launch) throws IOException {
        byte[] bytes = launch.bootstrap();
        Path directory = places.bootstraps().resolve(new Sha256().add(bytes).hex());
        Path file = directory.resolve(Path.of(launch.bootstrapName()).getFileName().toString());
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
            return file;
        }
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(directory, "new", "");
        Files.write(fresh, bytes);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }
}
