package dev.tributary.deploy;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A gateway's container image, in the layers that change together: the Java runtime, the libraries,
 * the gateway itself. The same files make the same image, bit by bit, whenever and wherever.
 *
 * <p>It runs as a user without rights, and writes nowhere but in {@code /tmp} and {@code
 * /var/lib/tributary}, so that the rest can be mounted read-only.
 *
 * @param root what the image holds besides its base: {@code opt/java} with a runtime, {@code
 *     app/lib} with jars, {@code app/java.args} with the JVM's arguments
 * @param base the image below, as {@code registry/name:tag} or {@code tar://FILE}; {@code scratch}
 *     for none
 * @param name what the image is called
 */
public record GatewayImage(Path root, String base, String name) {

  /**
   * The user {@code nonroot} of common base images; a number, so that Kubernetes sees it is not
   * root.
   */
  static final String USER = "65532:65532";

  private static final int GRAPHQL = 4000;
  private static final int OPERATORS = 9400;

  /**
   * Writes the image as a tarball that {@code docker load} and its like take.
   *
   * @return the digest that names it
   */
  public String write(Path tarball) throws Exception {
    JibContainer written =
        builder()
            .containerize(
                Containerizer.to(TarImage.at(tarball).named(name))
                    .setToolName("tributary")
                    .setAlwaysCacheBaseImage(false)
                    .setOfflineMode(base.equals("scratch") || base.startsWith("tar://")));
    return written.getImageId().toString();
  }

  private JibContainerBuilder builder() throws Exception {
    JibContainerBuilder image = base.equals("scratch") ? Jib.fromScratch() : Jib.from(base);
    return image
        .setFormat(ImageFormat.OCI)
        .setCreationTime(Instant.EPOCH)
        .addFileEntriesLayer(layer("runtime", file -> file.startsWith(Path.of("opt"))))
        .addFileEntriesLayer(
            layer("libraries", file -> file.startsWith(Path.of("app/lib")) && !isOurs(file)))
        .addFileEntriesLayer(
            layer(
                "gateway",
                file ->
                    file.startsWith(Path.of("app"))
                        && (!file.startsWith(Path.of("app/lib")) || isOurs(file))))
        .addFileEntriesLayer(directories())
        .setEntrypoint("/opt/java/bin/java", "@/app/java.args", "dev.tributary.gateway.Tributary")
        .setProgramArguments("gateway", "--config", "/etc/tributary/tributary.yaml")
        .setUser(USER)
        .setWorkingDirectory(AbsoluteUnixPath.get("/var/lib/tributary"))
        .setExposedPorts(Port.tcp(GRAPHQL), Port.tcp(OPERATORS))
        .setLabels(
            Map.of(
                "org.opencontainers.image.title", "Tributary",
                "org.opencontainers.image.url", "https://tributary.dev",
                "org.opencontainers.image.licenses", "Apache-2.0"));
  }

  /** Jars of this build; all else in the library is of others, and stays longer. */
  private static boolean isOurs(Path file) {
    return file.getFileName()
        .toString()
        .matches("(query-planner|schema-registry|gateway)-.*\\.jar");
  }

  private FileEntriesLayer layer(String label, Predicate<Path> belongs) throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(label);
    for (Path file : files()) {
      Path inside = root.relativize(file);
      if (belongs.test(inside)) {
        layer.addEntry(
            file,
            AbsoluteUnixPath.get("/").resolve(inside),
            Files.isExecutable(file)
                ? FilePermissions.fromOctalString("755")
                : FilePermissions.fromOctalString("644"));
      }
    }
    return layer.build();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(file -> root.relativize(file).toString()))
          .toList();
    }
  }

  /** Where configuration is mounted, and where the gateway may write. */
  private FileEntriesLayer directories() throws IOException {
    Path empty = Files.createDirectories(root.resolve("empty"));
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("directories");
    FilePermissions closed = FilePermissions.fromOctalString("755");
    layer.addEntry(empty, AbsoluteUnixPath.get("/etc/tributary"), closed);
    layer.addEntry(
        empty,
        AbsoluteUnixPath.get("/var/lib/tributary"),
        FilePermissions.fromOctalString("750"),
        FileEntriesLayer.DEFAULT_MODIFICATION_TIME,
        USER);
    return layer.build();
  }

  /**
   * The launcher's {@code image} command.
   *
   * @param arguments the directory, the base image, the name, the tarball to write
   */
  @SuppressWarnings("SystemOut") // It is a program's answer.
  public static void main(String[] arguments) throws Exception {
    Path tarball = Path.of(arguments[3]);
    String digest =
        new GatewayImage(Path.of(arguments[0]), arguments[1], arguments[2]).write(tarball);
    System.out.println(tarball + " " + Files.size(tarball) / (1 << 20) + " MB " + digest);
  }
}
