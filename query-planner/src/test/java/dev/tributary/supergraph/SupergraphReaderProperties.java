package dev.tributary.supergraph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SupergraphReaderProperties {

  private static final List<String> SUPERGRAPHS =
      List.of("library.graphql", "legacy.graphql", "renamed.graphql").stream()
          .map(name -> Cases.text(SupergraphReaderTest.class, name))
          .toList();

  /** What makes another supergraph of one, more often than no document at all. */
  private static final List<String> PIECES =
      List.of(
          "!",
          "[",
          "]",
          "{",
          "}",
          "(",
          ")",
          " ",
          "\"",
          "@",
          "&",
          "|",
          "=",
          "1",
          "null",
          "Query",
          "__",
          "id",
          "ID",
          "Int",
          "Missing",
          "@inaccessible",
          "A",
          "type ",
          "input ",
          "enum ",
          "graph: ",
          "key: ",
          "= {a: 1}",
          "@oneOf",
          "@deprecated",
          "FIELD",
          "\u0000",
          "\uD800");

  @Property(tries = 1_000, seed = "20261128")
  void aDamagedSupergraphIsReadOrRefusedWithItsProblems(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(SUPERGRAPHS.get(random.nextInt(SUPERGRAPHS.size())));
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int length = random.nextInt(Math.min(12, text.length() - at));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, at + length);
        case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> text.insert(random.nextInt(text.length()), text.substring(at, at + length));
        default -> swapWords(text, random);
      }
    }
    try {
      assertThat(SupergraphReader.read(text.toString()).types()).isNotEmpty();
    } catch (InvalidSupergraphException refused) {
      assertThat(refused.problems()).isNotEmpty().allSatisfy(each -> assertThat(each).isNotBlank());
    }
  }

  /** A word in the place of another: references that lead nowhere, kinds that do not fit. */
  private static void swapWords(StringBuilder text, Random random) {
    String[] words = text.toString().split("\\b");
    int to = random.nextInt(words.length);
    words[to] = words[random.nextInt(words.length)];
    text.setLength(0);
    text.append(String.join("", words));
  }
}
