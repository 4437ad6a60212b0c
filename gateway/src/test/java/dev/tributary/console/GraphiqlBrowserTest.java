package dev.tributary.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.tributary.console.ConsoleSession.named;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.tributary.registry.TokenRole;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** GraphiQL within the console, in a real browser. */
class GraphiqlBrowserTest {

  @RegisterExtension static final ConsoleInBrowser BROWSER = new ConsoleInBrowser();

  @TempDir Path data;
  private ConsoleSession console;
  private Page page;

  @BeforeEach
  void start() throws Exception {
    console = BROWSER.open(data);
    page = console.page;
  }

  @Test
  void graphiqlShowsThePlanOfWhatIsWrittenAndRunsIt() {
    console.publishAll();
    console.signIn(TokenRole.READ, "shop");
    console.go("graphiql");
    Locator editor = page.locator(".graphiql-query-editor textarea").first();
    editor.focus();
    page.keyboard().press("Control+A");
    page.keyboard()
        .insertText("query Names($n: Int!) { products(first: $n) { name reviews { text } } }");
    assertThat(page.locator(".graphiql-plan .call")).hasCount(2);
    assertThat(page.locator(".graphiql-plan")).containsText("batch Product");
    assertThat(page.locator(".graphiql-plan .problem").first()).containsText("$n");
    page.locator(".graphiql-editor-tool textarea").first().focus();
    page.keyboard().insertText("{\"n\": 5}");
    assertThat(page.locator(".graphiql-plan .cost")).containsText("× 5");
    page.locator(".graphiql-execute-button").click();
    assertThat(page.locator(".result-window")).containsText("Names");
    // Its editors scroll by the keyboard of a field that axe does not see within what scrolls.
    console.accessible("graphiql", "scrollable-region-focusable");
    page.getByRole(AriaRole.BUTTON, named("Show Documentation Explorer")).click();
    assertThat(page.locator(".graphiql-plugin")).containsText("Query");
    page.getByRole(AriaRole.BUTTON, named("Open settings dialog")).click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Settings");
    page.keyboard().press("Escape");
  }
}
