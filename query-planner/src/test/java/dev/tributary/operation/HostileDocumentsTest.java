package dev.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tributary.operation.OperationResult.Invalid;
import dev.tributary.operation.OperationResult.Valid;
import dev.tributary.supergraph.Cases;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client may send to exhaust us: each is answered in bounded time, memory and stack. */
class HostileDocumentsTest {

  private static final Supergraph ZOO =
      SupergraphReader.read(Cases.text(HostileDocumentsTest.class, "zoo.graphql"));

  /** Generous for a busy machine: what is unbounded takes minutes, or for ever. */
  private static final Duration AT_MOST = Duration.ofSeconds(10);

  static Stream<Arguments> beyondTheLimits() {
    return Stream.of(
        hostile("10,000 levels", "{" + "self{".repeat(10_000), "MAX_DEPTH_EXCEEDED"),
        hostile(
            "101 levels",
            "{named{" + "self{".repeat(99) + "name" + "}".repeat(101),
            "MAX_DEPTH_EXCEEDED"),
        hostile(
            "101 levels by fragments",
            "{named{...F0}}"
                + times(50, i -> "fragment F" + i + " on Named{self{self{...F" + (i + 1) + "}}}")
                + "fragment F50 on Named{name}",
            "MAX_DEPTH_EXCEEDED"),
        hostile(
            "fragments in fragments without a field",
            "{named{...F0}}"
                + times(1_500, i -> "fragment F" + i + " on Named{...F" + (i + 1) + "}")
                + "fragment F1500 on Named{name}",
            "MAX_DEPTH_EXCEEDED"),
        hostile("lists in lists", "{keeper(extra:" + "[".repeat(5_000), "MAX_DEPTH_EXCEEDED"),
        hostile(
            "50,000 aliases",
            "{" + times(50_000, i -> "a" + i + ":keeper{id}") + "}",
            "MAX_TOKENS_EXCEEDED"),
        hostile(
            "31 aliases",
            "{keeper{" + times(31, i -> "a" + i + ":id ") + "}}",
            "MAX_ALIASES_EXCEEDED"),
        hostile(
            "31 aliases by fragments",
            "{keeper{...A self{...A}}} fragment A on Keeper{"
                + times(16, i -> "a" + i + ":id ")
                + "}",
            "MAX_ALIASES_EXCEEDED"),
        hostile(
            "21 root fields",
            "{...A}fragment A on Query{" + times(21, i -> "r" + i + ":pet{__typename}") + "}",
            "MAX_ROOT_FIELDS_EXCEEDED"),
        hostile(
            "51 directives",
            "{keeper{" + "id @cached ".repeat(51) + "}}",
            "MAX_DIRECTIVES_EXCEEDED"),
        hostile(
            "201 different fields",
            "{"
                + nested("keeper", "colleagues", 90)
                + nested("named", "self", 90)
                + nested("animal", "friends", 25)
                + "}",
            "MAX_HEIGHT_EXCEEDED"),
        hostile(
            "fragments that double",
            "{named{...F0}}"
                + times(
                    40,
                    i ->
                        "fragment F%d on Named{self{...F%d} self{...F%d}}"
                            .formatted(i, i + 1, i + 1))
                + "fragment F40 on Named{name}",
            "MAX_SELECTIONS_EXCEEDED"),
        hostile(
            "a cycle of 1,000 fragments",
            "{named{...F0}}"
                + times(
                    1_000,
                    i -> "fragment F" + i + " on Named{self{...F" + ((i + 1) % 1_000) + "}}"),
            "GRAPHQL_VALIDATION_FAILED"),
        hostile(
            "a number without end", "{keeper(id:" + "1".repeat(2_000_000), "GRAPHQL_PARSE_FAILED"),
        hostile(
            "a string without end",
            "{keeper(id:\"" + "x".repeat(2_000_000),
            "GRAPHQL_PARSE_FAILED"),
        hostile(
            "a block without end",
            "{keeper(id:\"\"\"" + "\\".repeat(2_000_000),
            "GRAPHQL_PARSE_FAILED"),
        hostile("nothing but braces", "}".repeat(10_000) + "{".repeat(4_000), "MAX_DEPTH_EXCEEDED"),
        hostile("control characters", "\u0000".repeat(10_000), "GRAPHQL_PARSE_FAILED"),
        hostile(
            "half a surrogate pair", "{keeper(id:\"\uD800\"){id}} \uDFFF", "GRAPHQL_PARSE_FAILED"),
        hostile(
            "7,000 unknown fields", "{" + "x ".repeat(7_000) + "}", "GRAPHQL_VALIDATION_FAILED"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("beyondTheLimits")
  void whatIsBeyondTheLimitsIsRefusedWithItsCode(String name, String document, String code) {
    OperationReader reader = new OperationReader(ZOO, OperationLimits.DEFAULT);
    OperationResult result = assertTimeoutPreemptively(AT_MOST, () -> reader.read(document, null));
    assertThat(result)
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid -> {
              assertThat(invalid.errors().getFirst().code()).isEqualTo(code);
              assertThat(invalid.errors()).hasSizeLessThanOrEqualTo(100);
              assertThat(invalid.errors())
                  .allSatisfy(error -> assertThat(error.message()).hasSizeLessThan(600));
            });
  }

  static Stream<Arguments> withinTheLimits() {
    return Stream.of(
        Arguments.of("14,000 times the same field", "{keeper{" + "id ".repeat(14_000) + "}}"),
        Arguments.of("3,000 times the same object", "{" + "keeper{id}".repeat(3_000) + "}"),
        Arguments.of("100 levels", "{named{" + "self{".repeat(98) + "name" + "}".repeat(100)),
        Arguments.of(
            "1,000 fragments",
            "{"
                + times(1_000, i -> "...F" + i + " ")
                + "}"
                + times(1_000, i -> "fragment F" + i + " on Query{keeper{id}}")),
        Arguments.of(
            "16,000 selections by fragments that double",
            "{named{...F0}}"
                + times(13, i -> "fragment F%d on Named{...F%d ...F%d}".formatted(i, i + 1, i + 1))
                + "fragment F13 on Named{name}"),
        Arguments.of("a million commas", ",".repeat(1_000_000) + "{keeper{id}}"),
        Arguments.of("a long comment", "#" + "x".repeat(1_000_000) + "\n{keeper{id}}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withinTheLimits")
  void whatIsWithinTheLimitsIsReadInTime(String name, String document) {
    OperationReader reader = new OperationReader(ZOO, OperationLimits.DEFAULT);
    assertThat(assertTimeoutPreemptively(AT_MOST, () -> reader.read(document, null)))
        .isInstanceOf(Valid.class);
  }

  @ParameterizedTest
  @CsvSource({"7, MAX_DIRECTIVES_EXCEEDED", "20, MAX_SELECTIONS_EXCEEDED"})
  void conditionsThatMultiplyAreRefused(int fragments, String code) {
    String document =
        "query("
            + times(fragments, i -> "$a" + i + ":Boolean! $b" + i + ":Boolean! ")
            + "){keeper{...F0}}"
            + times(
                fragments,
                i ->
                    "fragment F%d on Keeper{...F%d @include(if:$a%d) ...F%d @include(if:$b%d)}"
                        .formatted(i, i + 1, i, i + 1, i))
            + "fragment F"
            + fragments
            + " on Keeper{id}";
    OperationReader reader = new OperationReader(ZOO, OperationLimits.DEFAULT);
    assertThat(assertTimeoutPreemptively(AT_MOST, () -> reader.read(document, null)))
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid -> assertThat(invalid.errors().getFirst().code()).isEqualTo(code));
  }

  @Test
  void theDeepestDocumentThatAnyLimitAllowsFitsTheStackOfAnEventLoop() throws Exception {
    int depth = OperationLimits.MAX_DEPTH;
    OperationLimits limits = new OperationLimits(1_000_000, depth, 100_000, 30, 20, 50, 100_000);
    OperationReader reader = new OperationReader(ZOO, limits);
    String document = "{named{" + "self{...{".repeat(depth - 2) + "name" + "}}".repeat(depth - 1);
    OperationResult[] result = new OperationResult[1];
    Thread small =
        new Thread(null, () -> result[0] = reader.read(document, null), "small", 1 << 20);
    small.start();
    small.join();
    assertThat(result[0]).isInstanceOf(Valid.class);
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OperationLimits(1, 251, 1, 1, 1, 1, 1))
        .withMessage("depth must be from 0 to 250, not 251");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OperationLimits(-1, 1, 1, 1, 1, 1, 1))
        .withMessage("tokens must be from 0 to 2147483647, not -1");
  }

  private static Arguments hostile(String name, String document, String code) {
    return Arguments.of(name, document, code);
  }

  private static String nested(String root, String field, int depth) {
    return root + "{" + (field + "{").repeat(depth) + "__typename" + "}".repeat(depth + 1);
  }

  private static String times(int count, IntFunction<String> text) {
    return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining());
  }
}
