package dev.tributary.console;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One browser for all tests; what each of them opens in it is closed after it. */
public final class ConsoleInBrowser implements BeforeAllCallback, AfterEachCallback {

  private @Nullable Chromium chromium;
  private @Nullable ConsoleSession session;

  /** The store closes the browser after the last class. */
  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    ExtensionContext.Store store =
        context.getRoot().getStore(Namespace.create(ConsoleInBrowser.class));
    chromium = store.get(Chromium.class, Chromium.class);
    if (chromium == null) {
      chromium = Chromium.start();
      store.put(Chromium.class, chromium);
    }
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
}
