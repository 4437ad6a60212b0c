package dev.tributary.console;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One browser for the tests of a class; what each test opens in it is closed after it. */
public final class ConsoleInBrowser
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private @Nullable Chromium chromium;
  private @Nullable ConsoleSession session;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    chromium = Chromium.start();
  }

  /** A registry of the test's own, and a page that is not at it yet. */
  public ConsoleSession open(Path data) throws Exception {
    session = new ConsoleSession(Objects.requireNonNull(chromium), data);
    return session;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (chromium != null) {
      chromium.close();
    }
  }
}
