package dev.tributary.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files and directories that only the user who runs the registry may read. Where the file system
 * knows no such permissions (Windows), the directory's own rights must do.
 */
final class OwnerOnly {

  private OwnerOnly() {}

  /** Makes a directory and those above it. One that exists keeps the permissions it has. */
  static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, permissions(directory, "rwx------"));
  }

  /** Makes an empty file, if there is none. One that exists keeps the permissions it has. */
  static void createFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file, permissions(file, "rw-------"));
    }
  }

  /** Writes a file whole: a reader sees the old content or the new. */
  static void write(Path file, String content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    // Made with its permissions before anything is in it, so that it is never open to others.
    Files.createFile(fresh, permissions(file, "rw-------"));
    Files.writeString(fresh, content, StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] permissions(Path path, String permissions) {
    FileSystem fileSystem = path.getFileSystem();
    return fileSystem.supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
