package dev.tributary.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The benchmark's documents: see the NOTICE beside them for where they come from. */
public final class BenchGraph {

  /** What a caller needs for the operation in {@link #guardedSupergraph}. */
  public static final Set<String> SCOPES = Set.of("read", "profile", "stock", "other");

  private static final Map<String, String> RULES =
      Map.of(
          "  birthday: Int", "@policy(policies: [[\"never\"]])",
          "  name: String @join__field(graph: ACCOUNTS)", "@authenticated",
          "  body: String", "@requiresScopes(scopes: [[\"read\", \"profile\"], [\"admin\"]])",
          "  inStock: Boolean", "@requiresScopes(scopes: [[\"stock\"]])",
          "  topProducts(first: Int = 5): [Product]", "@requiresScopes(scopes: [[\"other\"]])",
          "type Review", "@authenticated");

  private BenchGraph() {}

  /**
   * The supergraph, with services at the given address in place of {@code http://0.0.0.0:4200}.
   *
   * @param base such as {@code http://localhost:4200}
   */
  public static String supergraph(String base) {
    return text("supergraph.graphql").replace("http://0.0.0.0:4200", base);
  }

  /**
   * The same, asking of callers what a graph in use may ask: of a few fields, a type and a root
   * field. Who has {@link #SCOPES} may see all that the operation asks for.
   */
  public static String guardedSupergraph(String base) {
    String text = supergraph(base);
    for (Map.Entry<String, String> rule : RULES.entrySet()) {
      if (!text.contains(rule.getKey())) {
        throw new IllegalStateException("the supergraph has no " + rule.getKey());
      }
      text = text.replace(rule.getKey(), rule.getKey() + " " + rule.getValue());
    }
    return text;
  }

  /** The one operation that is measured. */
  public static String operation() {
    return text("operation.graphql");
  }

  /**
   * The schema of one of the four services.
   *
   * @param name such as {@code accounts}
   */
  public static String service(String name) {
    return text(name + ".graphql");
  }

  /** What a right answer is, JSON. */
  public static String expectedResponse() {
    return text("expected_response.json");
  }

  static String text(String name) {
    try (InputStream in =
        Objects.requireNonNull(BenchGraph.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
