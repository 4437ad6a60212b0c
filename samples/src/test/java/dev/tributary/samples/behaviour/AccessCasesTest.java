package dev.tributary.samples.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.auth.Caller;
import dev.tributary.compose.Composer;
import dev.tributary.compose.Composition;
import dev.tributary.execute.Authorization;
import dev.tributary.execute.Authorization.Mode;
import dev.tributary.execute.Authorization.Telling;
import dev.tributary.policy.Policies;
import dev.tributary.subgraph.SubgraphSource;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Who may see what: for every operation of every file in {@code access}, and every caller, the
 * answer with its errors and the calls made, and what becomes of the operation when it is refused
 * as a whole. {@code -Dgolden.update=true} writes what comes out into the files, to be reviewed.
 *
 * <p>A file's sections are {@code subgraph NAME}; {@code data}; {@code callers}, a line each,
 * {@code name: scopes | policies}, where {@code anonymous} is nobody; and {@code operation TITLE},
 * perhaps with {@code variables}, followed by its {@code expected}.
 */
class AccessCasesTest {

  private static final Path FOLDER =
      Path.of(System.getProperty("access", "src/test/resources/access"));

  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Vertx VERTX = Vertx.vertx();

  private record Section(String kind, String argument, String body) {}

  private record WhoCalls(Caller caller, Set<String> policies) {}

  /** One file, and the gateways for it. */
  private static final class Table {
    final Path file;
    final String head;
    final List<Section> sections = new ArrayList<>();
    final SequencedMap<String, WhoCalls> callers = new LinkedHashMap<>();
    private final Map<String, DataSubgraph> subgraphs = new HashMap<>();
    private final Supergraph supergraph;
    private final Map<Mode, AccessGateway> gateways = new HashMap<>();

    /** Who calls now: what the policies go by. */
    private volatile Set<String> policies = Set.of();

    Table(Path file) throws IOException {
      this.file = file;
      String[] parts = Files.readString(file).split("(?m)^--- ");
      this.head = parts[0].stripTrailing();
      String data = "";
      for (int i = 1; i < parts.length; i++) {
        int end = parts[i].indexOf('\n');
        String[] title = parts[i].substring(0, end).strip().split(" ", 2);
        String body = parts[i].substring(end + 1).strip();
        sections.add(new Section(title[0], title.length > 1 ? title[1] : "", body));
        if (title[0].equals("data")) {
          data = body;
        } else if (title[0].equals("callers")) {
          body.lines().forEach(this::addCaller);
        }
      }
      List<SubgraphSource> sources = new ArrayList<>();
      Things things = new Things(data, "");
      for (Section section : sections) {
        if (section.kind().equals("subgraph")) {
          String sdl = Scenario.FEDERATION_2 + section.body();
          sources.add(new SubgraphSource(section.argument(), "http://none", sdl));
          subgraphs.put(section.argument(), new DataSubgraph(sdl, things, new AtomicInteger()));
        }
      }
      String given =
          sections.stream()
              .filter(section -> section.kind().equals("supergraph"))
              .map(Section::body)
              .findFirst()
              .orElseGet(() -> compose(sources));
      this.supergraph = SupergraphReader.read(given);
      for (Mode mode : Mode.values()) {
        Policies known =
            (asked, request) ->
                Future.succeededFuture(
                    asked.stream().filter(policies::contains).collect(Collectors.toSet()));
        gateways.put(
            mode,
            new AccessGateway(
                VERTX, supergraph, subgraphs, new Authorization(mode, Telling.ERRORS, known)));
      }
    }

    private static String compose(List<SubgraphSource> sources) {
      return switch (Composer.compose(sources)) {
        case Composition.Composed composed -> composed.supergraphSdl();
        case Composition.Failed failed -> throw new AssertionError(failed.errors().toString());
      };
    }

    private void addCaller(String line) {
      String[] parts = line.split(":", 2);
      String[] rights = (parts[1] + " ").split("\\|", 2);
      String name = parts[0].strip();
      Caller caller =
          name.equals("anonymous")
              ? Caller.ANONYMOUS
              : new Caller(name, words(rights[0]), Map.of());
      callers.put(name, new WhoCalls(caller, rights.length > 1 ? words(rights[1]) : Set.of()));
    }

    private static Set<String> words(String text) {
      Set<String> words = new HashSet<>(List.of(text.strip().split("\\s+")));
      words.remove("");
      return words;
    }

    /** What comes of an operation for a caller, in both modes. */
    synchronized String outcome(String operation, @Nullable JsonObject variables, String name)
        throws IOException {
      WhoCalls who = Objects.requireNonNull(callers.get(name));
      policies = who.policies();
      AccessGateway.Result filtered =
          Objects.requireNonNull(gateways.get(Mode.FILTER))
              .answer(operation, variables, who.caller());
      AccessGateway.Result strict =
          Objects.requireNonNull(gateways.get(Mode.REJECT))
              .answer(operation, variables, who.caller());
      List<String> lines = new ArrayList<>();
      JsonNode answer = JSON.readTree(filtered.text());
      lines.add("data " + answer.get("data"));
      for (JsonNode error : answer.path("errors")) {
        lines.add("error " + errorText(error));
      }
      filtered.calls().forEach(call -> lines.add("call " + call));
      boolean refused = strict.answer().outcome() != filtered.answer().outcome();
      if (refused) {
        lines.add("rejected " + strict.answer().outcome() + strict.calls());
        assertThat(answer.has("errors")).isTrue();
      } else {
        assertThat(strict.text()).isEqualTo(filtered.text());
        assertThat(strict.calls()).isEqualTo(filtered.calls());
      }
      return lines.stream().map(line -> "\n  " + line).collect(Collectors.joining());
    }

    private static String errorText(JsonNode error) {
      String path =
          JSON.convertValue(error.path("path"), List.class).stream()
              .map(String::valueOf)
              .collect(Collectors.joining("."))
              .toString();
      String code = error.path("extensions").path("code").asText();
      return code.equals("UNAUTHORIZED_FIELD_OR_TYPE") ? path : path + " " + error;
    }
  }

  @AfterAll
  static void stop() {
    VERTX.close().await();
  }

  @TestFactory
  Stream<DynamicNode> everyTable() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(FOLDER)) {
      files = found.sorted().toList();
    }
    List<DynamicNode> tables = new ArrayList<>();
    int cases = 0;
    for (Path file : files) {
      Table table = new Table(file);
      DynamicContainer container = container(table);
      cases += (int) container.getChildren().count();
      tables.add(container(table));
    }
    assertThat(cases).isGreaterThanOrEqualTo(150);
    return tables.stream();
  }

  private static DynamicContainer container(Table table) throws IOException {
    List<DynamicNode> cases = new ArrayList<>();
    StringBuilder updated = new StringBuilder(table.head).append('\n');
    for (int i = 0; i < table.sections.size(); i++) {
      Section section = table.sections.get(i);
      if (section.kind().equals("expected")) {
        continue;
      }
      String title = (section.kind() + " " + section.argument()).strip();
      updated.append("\n--- ").append(title).append('\n').append(section.body()).append('\n');
      if (!section.kind().equals("operation")) {
        continue;
      }
      Section next = i + 1 < table.sections.size() ? table.sections.get(i + 1) : section;
      JsonObject variables = next.kind().equals("variables") ? new JsonObject(next.body()) : null;
      if (variables != null) {
        updated.append("\n--- variables\n").append(next.body()).append('\n');
        i++;
        next = i + 1 < table.sections.size() ? table.sections.get(i + 1) : section;
      }
      Map<String, String> expected = expected(next);
      StringBuilder outcomes = new StringBuilder();
      for (String caller : table.callers.keySet()) {
        if (UPDATE) {
          String outcome = table.outcome(section.body(), variables, caller);
          outcomes.append(caller).append(outcome).append('\n');
        }
        cases.add(
            DynamicTest.dynamicTest(
                section.argument() + ", " + caller,
                () ->
                    assertThat(UPDATE ? "" : table.outcome(section.body(), variables, caller))
                        .as(section.body())
                        .isEqualTo(UPDATE ? "" : expected.get(caller))));
      }
      updated.append("\n--- expected\n").append(outcomes);
    }
    if (UPDATE) {
      Files.writeString(table.file, updated);
    }
    return DynamicContainer.dynamicContainer(table.file.getFileName().toString(), cases);
  }

  private static Map<String, String> expected(Section section) {
    Map<String, String> byCaller = new HashMap<>();
    if (section.kind().equals("expected")) {
      String caller = "";
      for (String line : section.body().lines().toList()) {
        if (line.startsWith("  ")) {
          byCaller.merge(caller, "\n" + line, String::concat);
        } else {
          caller = line;
        }
      }
    }
    return byCaller;
  }
}
