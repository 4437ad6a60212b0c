package dev.tributary.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image as a tarball, made from a small stand-in of a gateway. */
class GatewayImageTest {

  @TempDir private Path directory;
  private Path root;

  @BeforeEach
  void layOut() throws IOException {
    root = layOut(directory.resolve("root"));
  }

  private static Path layOut(Path root) throws IOException {
    write(root.resolve("opt/java/bin/java"), "#!").toFile().setExecutable(true);
    write(root.resolve("opt/java/lib/modules"), "modules");
    write(root.resolve("app/lib/netty-4.2.jar"), "netty");
    write(root.resolve("app/lib/gateway-0.1.0.jar"), "gateway");
    write(root.resolve("app/java.args"), "-cp\n/app/lib/gateway-0.1.0.jar\n");
    return root;
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static Map<String, byte[]> read(InputStream tar) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    TarArchiveInputStream entries = new TarArchiveInputStream(tar);
    for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      files.put(entry.getName(), entries.readAllBytes());
    }
    return files;
  }

  private static <T> T of(Map<String, T> files, String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  private static JsonObject object(byte[] json) {
    return JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private Path build(Path from, String name) throws Exception {
    Path tarball = directory.resolve(name);
    new GatewayImage(from, "scratch", "tributary:test").write(tarball);
    return tarball;
  }

  @Test
  void runsAsAUserWithoutRightsWithTheFlagsOfTheLauncher() throws Exception {
    Map<String, byte[]> image = read(Files.newInputStream(build(root, "image.tar")));

    JsonObject index = object(of(image, "index.json"));
    JsonObject manifest =
        object(of(image, blob(index.getAsJsonArray("manifests").get(0).getAsJsonObject())));
    JsonObject config =
        object(of(image, blob(manifest.getAsJsonObject("config")))).getAsJsonObject("config");
    assertThat(config.get("User").getAsString()).isEqualTo("65532:65532");
    assertThat(config.get("WorkingDir").getAsString()).isEqualTo("/var/lib/tributary");
    assertThat(config.getAsJsonArray("Entrypoint").toString())
        .isEqualTo(
            "[\"/opt/java/bin/java\",\"@/app/java.args\",\"dev.tributary.gateway.Tributary\"]");
    assertThat(config.getAsJsonArray("Cmd").toString())
        .isEqualTo("[\"gateway\",\"--config\",\"/etc/tributary/tributary.yaml\"]");

    Map<String, TarArchiveEntry> files = new TreeMap<>();
    JsonArray layers = manifest.getAsJsonArray("layers");
    assertThat(layers).hasSize(4);
    for (var layer : layers) {
      TarArchiveInputStream entries =
          new TarArchiveInputStream(
              new GZIPInputStream(
                  new ByteArrayInputStream(of(image, blob(layer.getAsJsonObject())))));
      for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        files.put(entry.getName(), entry);
      }
    }
    assertThat(files)
        .containsKeys(
            "opt/java/bin/java",
            "opt/java/lib/modules",
            "app/lib/netty-4.2.jar",
            "app/lib/gateway-0.1.0.jar",
            "app/java.args",
            "etc/tributary/",
            "var/lib/tributary/");
    assertThat(of(files, "opt/java/bin/java").getMode() & 0777).isEqualTo(0755);
    assertThat(of(files, "app/java.args").getMode() & 0777).isEqualTo(0644);
    assertThat(of(files, "var/lib/tributary/").getLongUserId()).isEqualTo(65532);
    assertThat(files.values())
        .allSatisfy(
            file -> {
              assertThat(file.getMode() & 06022).as(file.getName()).isZero();
              assertThat(file.getLongUserId())
                  .as(file.getName())
                  .isEqualTo(file.getName().equals("var/lib/tributary/") ? 65532 : 0);
            });
  }

  private static String blob(JsonObject descriptor) {
    return "blobs/" + descriptor.get("digest").getAsString().replace(':', '/');
  }

  @Test
  void theSameFilesMakeTheSameImageWheneverAndWherever() throws Exception {
    Path other = layOut(directory.resolve("elsewhere"));
    for (String file : new String[] {"app/java.args", "app/lib/gateway-0.1.0.jar"}) {
      Files.setLastModifiedTime(other.resolve(file), FileTime.from(Instant.EPOCH));
    }

    Path one = build(root, "one.tar");
    Path again = build(other, "again.tar");

    assertThat(Files.mismatch(one, again)).isEqualTo(-1);
  }

  @Test
  void whatIsOfOthersStaysInALayerOfItsOwn() throws Exception {
    Map<String, byte[]> before = read(Files.newInputStream(build(root, "before.tar")));
    Files.writeString(root.resolve("app/lib/gateway-0.1.0.jar"), "a newer gateway");
    Map<String, byte[]> after = read(Files.newInputStream(build(root, "after.tar")));

    long kept = after.keySet().stream().filter(before::containsKey).count();
    assertThat(
            after.keySet().stream()
                .filter(file -> file.startsWith("blobs/") && !before.containsKey(file)))
        .as("the gateway's layer, the image's configuration and its manifest")
        .hasSize(3);
    assertThat(kept).isGreaterThan(3);
  }
}
