package dev.tributary.samples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tab of a browser without a window. The browser is the machine's own; the console's tests, which
 * run before these, have it installed where they may. What the page complains of fails the test
 * when the tab is closed. With {@code -Dconsole.screenshots=DIRECTORY} it leaves pictures to look
 * at.
 */
final class Tab implements AutoCloseable {

  private static final List<String> BROWSERS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private static final int PATIENCE_MILLIS = 30_000;

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new ArrayList<>();
  private int pictures;

  final Page page;

  private Tab(Path executable) {
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
    page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 860));
    page.setDefaultTimeout(PATIENCE_MILLIS);
    page.onPageError(complaints::add);
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
  }

  /** Where there is no browser, the test is passed over, except by a build that calls itself CI. */
  static Tab open() {
    Optional<Path> found = BROWSERS.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    if (!"true".equals(System.getenv("CI"))) {
      assumeThat(found).as("apt-get install chromium").isPresent();
    }
    return new Tab(found.orElseThrow());
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator heading(String name) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
  }

  Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  Locator dialogButton(String name) {
    return dialog()
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  void picture(String name) {
    String directory = System.getProperty("console.screenshots");
    if (directory != null) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of(directory, "%02d-%s.png".formatted(++pictures, name))));
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
    assertThat(complaints).isEmpty();
  }
}
