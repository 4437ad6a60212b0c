package dev.tributary.samples.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.subgraph.SubgraphSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/library.md} shows is what the examples say and print. */
class LibraryGuideTest {

  private static final Path EXAMPLES = Path.of("src/main/java/dev/tributary/samples/library");
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final String guide;

  LibraryGuideTest() throws IOException {
    guide = Files.readString(Path.of("..", "docs", "library.md"));
  }

  @Test
  void theGuidesCodeIsTheExamplesCode() throws IOException {
    String examples =
        Files.readString(EXAMPLES.resolve("ComposeSubgraphs.java"))
            + Files.readString(EXAMPLES.resolve("PlanAnOperation.java"));
    List<String> snippets = CODE.matcher(guide).results().map(found -> found.group(1)).toList();
    assertThat(snippets).hasSizeGreaterThan(4).allSatisfy(it -> assertThat(examples).contains(it));
  }

  @Test
  void theExamplePlansAsTheGuideShows() {
    String supergraph = ComposeSubgraphs.compose(ComposeSubgraphs.subgraphs());
    String printed = new PlanAnOperation(supergraph).plan("{ bestsellers { title stars } }");
    assertThat(guide).contains("```\n" + printed + "```");
  }

  @Test
  void theExampleTellsCompositionErrorsAsTheGuideShows() {
    List<SubgraphSource> subgraphs = brokenSubgraphs();
    assertThat(guide).contains("```\n" + ComposeSubgraphs.compose(subgraphs) + "```");
    assertThat(Composer.compose(subgraphs))
        .isInstanceOfSatisfying(
            Composition.Failed.class,
            failed ->
                assertThat(ComposeSubgraphs.problems(failed))
                    .singleElement()
                    .asString()
                    .startsWith("INVALID_FIELD_SHARING Book.title [SourceLocation[subgraph=books"));
  }

  /** The second subgraph has the title as well, and neither says that it is shared. */
  private static List<SubgraphSource> brokenSubgraphs() {
    SubgraphSource books = ComposeSubgraphs.subgraphs().getFirst();
    SubgraphSource ratings = ComposeSubgraphs.subgraphs().getLast();
    String sdl = ratings.sdl().replace("stars: Float\n", "stars: Float\n  title: String!\n");
    return List.of(books, new SubgraphSource(ratings.name(), ratings.url(), sdl));
  }

  @Test
  void theExampleTellsWhatIsWrongWithAnOperation() {
    String supergraph = ComposeSubgraphs.compose(ComposeSubgraphs.subgraphs());
    assertThat(new PlanAnOperation(supergraph).plan("{ bestsellers { pages } }"))
        .startsWith("GRAPHQL_VALIDATION_FAILED: ");
  }
}
