package dev.tributary.console;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real browser without a window. Where there is none, root has Debian's package installed; others
 * are told what is missing, and a build that calls itself CI fails.
 */
final class Chromium implements AutoCloseable {

  private static final List<String> PLACES =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private static final int INSTALL_MINUTES = 10;

  private final Playwright playwright;
  final Browser browser;

  private Chromium(Path executable) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(List.of("--no-sandbox", "--disable-background-networking")));
  }

  static Chromium start() throws IOException, InterruptedException {
    Optional<Path> found = find();
    if (found.isEmpty()) {
      install();
      found = find();
    }
    if (found.isEmpty()) {
      String missing =
          "The console's tests need a browser in one of %s: apt-get install chromium"
              .formatted(PLACES);
      if ("true".equals(System.getenv("CI"))) {
        fail(missing);
      }
      abort(missing);
    }
    return new Chromium(found.orElseThrow());
  }

  private static Optional<Path> find() {
    return PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
  }

  private static void install() throws IOException, InterruptedException {
    if (!"root".equals(System.getProperty("user.name"))
        || !Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
      return;
    }
    Process installing =
        new ProcessBuilder(
                "sh",
                "-c",
                "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq"
                    + " --no-install-recommends chromium fonts-dejavu-core")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!installing.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
      installing.destroyForcibly();
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
