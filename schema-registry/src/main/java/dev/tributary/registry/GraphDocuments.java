package dev.tributary.registry;

import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.supergraph.InvalidSupergraphException;
import dev.tributary.supergraph.SupergraphReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The trusted documents of graphs: adds and removes them. Gateways are told of each change.
 *
 * <p>Every method may be called by any thread and blocks on the store.
 */
public final class GraphDocuments {

  private static final int MAX_ATTEMPTS = 100;

  /** All of them are delivered whole. */
  static final int MOST_DOCUMENTS = 10_000;

  static final int MOST_BYTES_EACH = 256 << 10;
  static final int MOST_BYTES = 16 << 20;

  /** Who mends so many finds the next ones then. */
  private static final int MOST_PROBLEMS = 100;

  /** Such as are whole in a path. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~=-]{0,127}");

  private final RegistryStore graphs;
  private final DocumentStore store;
  private final InstantSource clock;
  private final Announcements<DocumentSet> announcements;

  GraphDocuments(RegistryStore graphs, InstantSource clock) {
    this.graphs = graphs;
    this.store = graphs.documents();
    this.clock = clock;
    this.announcements =
        new Announcements<>(
            "documents", graph -> Optional.of(store.documents(graph)), DocumentSet::revision);
  }

  /** What a graph has now. */
  public DocumentSet documents(GraphId graph) {
    return store.documents(graph);
  }

  /** What came of adding. */
  sealed interface Addition {

    /**
     * They are there.
     *
     * @param added how many are new
     */
    record Added(DocumentSet documents, int added) implements Addition {}

    /** Nothing was changed. */
    record Invalid(List<SettingProblem> problems) implements Addition {}

    /** Nothing was published that they could be held against. */
    record NoSupergraph() implements Addition {}
  }

  /**
   * Adds documents, all or none. Those that are there with the same text stay as they are.
   *
   * @param checked whether each must be valid against the graph's current supergraph
   * @param actor who does it, for the audit log
   */
  Addition add(GraphId graph, DocumentManifest manifest, boolean checked, String actor) {
    List<SettingProblem> problems = new ArrayList<>(manifest.problems());
    Map<String, String> wanted = wanted(manifest, problems);
    if (checked) {
      var latest = graphs.latest(graph);
      if (latest.isEmpty()) {
        return new Addition.NoSupergraph();
      }
      validate(latest.get().sdl(), wanted, problems);
    }
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      DocumentSet found = store.documents(graph);
      Map<String, TrustedDocument> known =
          found.documents().stream()
              .collect(Collectors.toMap(TrustedDocument::id, Function.identity()));
      List<SettingProblem> all = new ArrayList<>(problems);
      List<TrustedDocument> added = new ArrayList<>();
      Instant now = now();
      wanted.forEach(
          (id, text) -> {
            TrustedDocument there = known.get(id);
            if (there == null) {
              added.add(new TrustedDocument(id, text, now, actor));
            } else if (!there.text().equals(text)) {
              all.add(new SettingProblem(id, "stands for another text: remove that one first"));
            }
          });
      bounds(found.documents(), added, all);
      if (!all.isEmpty()) {
        return new Addition.Invalid(all.subList(0, Math.min(all.size(), MOST_PROBLEMS)));
      }
      if (added.isEmpty()) {
        return new Addition.Added(found, 0);
      }
      if (store.add(graph, found.revision(), added, now, actor)) {
        announcements.moved(graph);
        return new Addition.Added(store.documents(graph), added.size());
      }
    }
    throw unsettled(graph);
  }

  private static Map<String, String> wanted(
      DocumentManifest manifest, List<SettingProblem> problems) {
    Map<String, String> wanted = new LinkedHashMap<>();
    manifest
        .documents()
        .forEach(
            document -> {
              String id = document.getKey();
              if (!ID.matcher(id).matches()) {
                problems.add(
                    new SettingProblem(
                        shown(id),
                        "an id begins with a letter or digit and has up to 128 of these and"
                            + " ._:~=-"));
              } else if (bytes(document.getValue()) > MOST_BYTES_EACH) {
                problems.add(
                    new SettingProblem(id, "has more than %d bytes".formatted(MOST_BYTES_EACH)));
              } else if (document.getValue().indexOf('\0') >= 0) {
                problems.add(new SettingProblem(id, "has a character that no document has"));
              } else if (!document
                  .getValue()
                  .equals(wanted.computeIfAbsent(id, first -> document.getValue()))) {
                problems.add(new SettingProblem(id, "is there with two texts"));
              }
            });
    if (wanted.isEmpty() && problems.isEmpty()) {
      problems.add(new SettingProblem("", "there is no document"));
    }
    return wanted;
  }

  private static void validate(
      String sdl, Map<String, String> wanted, List<SettingProblem> problems) {
    OperationReader reader;
    try {
      reader = new OperationReader(SupergraphReader.read(sdl), OperationLimits.DEFAULT);
    } catch (InvalidSupergraphException e) {
      problems.add(
          new SettingProblem("", "the graph's supergraph cannot be read: publish it again"));
      return;
    }
    wanted.forEach(
        (id, text) -> {
          if (problems.size() < MOST_PROBLEMS
              && reader.read(text, null) instanceof OperationResult.Invalid invalid) {
            invalid
                .errors()
                .forEach(error -> problems.add(new SettingProblem(id, error.message())));
          }
        });
  }

  private static void bounds(
      List<TrustedDocument> there, List<TrustedDocument> added, List<SettingProblem> problems) {
    if (there.size() + added.size() > MOST_DOCUMENTS) {
      problems.add(
          new SettingProblem(
              "", "a graph has at most %d trusted documents".formatted(MOST_DOCUMENTS)));
    }
    long bytes = 0;
    for (List<TrustedDocument> some : List.of(there, added)) {
      bytes += some.stream().mapToLong(document -> bytes(document.text())).sum();
    }
    if (bytes > MOST_BYTES) {
      problems.add(
          new SettingProblem(
              "", "a graph's documents have at most %d bytes together".formatted(MOST_BYTES)));
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String shown(String id) {
    return id.length() > 128 ? id.substring(0, 128) + "..." : id;
  }

  /**
   * Removes a document from now on.
   *
   * @param actor who does it, for the audit log
   * @return whether it was there
   */
  boolean remove(GraphId graph, String id, String actor) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      DocumentSet found = store.documents(graph);
      if (found.documents().stream().noneMatch(document -> document.id().equals(id))) {
        return false;
      }
      if (store.remove(graph, found.revision(), id, now(), actor)) {
        announcements.moved(graph);
        return true;
      }
    }
    throw unsettled(graph);
  }

  private static RegistryStoreException unsettled(GraphId graph) {
    return new RegistryStoreException(
        "the documents of %s did not hold still for %d attempts".formatted(graph, MAX_ATTEMPTS));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** As {@link GraphClients#listen} does. */
  public Runnable listen(Consumer<DocumentSet> listener) {
    return announcements.listen(listener);
  }

  /** The documents of a graph may have changed, by whomever. */
  void moved(GraphId graph) {
    announcements.moved(graph);
  }
}
