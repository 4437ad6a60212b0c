package dev.tributary.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.SchemaDiff;
import dev.tributary.compose.Composer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShownSchemasTest {

  private static final GraphId SHOP = new GraphId("shop", "current");

  @TempDir Path directory;

  private final List<String> workedOut = new ArrayList<>();
  private RegistryStore store;
  private Registry registry;

  @BeforeEach
  void open() {
    store = H2RegistryStore.open(directory);
    registry =
        new Registry(
            store,
            Composer::compose,
            SchemaDiff::between,
            RegistryLimits.DEFAULT,
            InstantSource.system());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void nothingIsShownOfAGraphThatNothingWasPublishedTo() {
    assertThat(new ShownSchemas(registry, new Told("a")).of(SHOP)).isEmpty();
  }

  @Test
  void oneRegistryAfterTheOtherShowsWhatWasWorkedOutOnce() {
    publish("type Query { a: Int }");

    ShownSchemas first = new ShownSchemas(registry, new Told("a"));
    assertThat(shown(first)).isEqualTo("1 as a");
    assertThat(shown(first)).isEqualTo("1 as a");
    assertThat(shown(new ShownSchemas(registry, new Told("a")))).isEqualTo("1 as a");

    assertThat(workedOut).containsExactly("1 as a");
  }

  @Test
  void anotherVersionAndAnotherFormAreShownAnew() {
    publish("type Query { a: Int }");
    ShownSchemas shown = new ShownSchemas(registry, new Told("a"));
    shown(shown);
    publish("type Query { b: Int }");

    assertThat(shown(shown)).isEqualTo("2 as a");
    assertThat(shown(new ShownSchemas(registry, new Told("b")))).isEqualTo("2 as b");

    assertThat(workedOut).containsExactly("1 as a", "2 as a", "2 as b");
  }

  private static String shown(ShownSchemas schemas) {
    return new String(schemas.of(SHOP).orElseThrow(), StandardCharsets.UTF_8);
  }

  private void publish(String sdl) {
    assertThat(
            registry.publish(
                SHOP,
                ChangeSet.publishing(
                    new ProposedSubgraph("a", Optional.of("http://a.example/"), sdl)),
                "ci"))
        .isInstanceOf(PublishResult.Published.class);
  }

  private final class Told implements SupergraphInsight {
    private final String form;

    private Told(String form) {
      this.form = form;
    }

    @Override
    public byte[] schema(SupergraphRelease release) {
      String told = release.version().number() + " as " + form;
      workedOut.add(told);
      return told.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String form() {
      return form;
    }

    @Override
    public void prepare(SupergraphRelease release) {}

    @Override
    public Answer plan(SupergraphRelease release, Question question) {
      return new Answer.Refused(List.of());
    }
  }
}
