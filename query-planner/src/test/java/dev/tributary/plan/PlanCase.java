package dev.tributary.plan;

import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.SupergraphReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A planning case in a text file.
 *
 * <p>What stands before the first section is for people. Sections begin with a line {@code --- kind
 * argument}: {@code subgraph NAME} with SDL, or {@code subgraphs FILE} for those of another case;
 * perhaps {@code labels} with the progressive overrides that are on; {@code operation}; and the
 * expected {@code plan}, which may also be {@code unplannable} with a part of the message.
 */
record PlanCase(
    Path file,
    String head,
    SequencedMap<String, String> subgraphs,
    Set<String> labels,
    String operation,
    String plan,
    String unplannable) {

  /** Wide enough for whatever is tried. */
  static final OperationLimits LIMITS =
      new OperationLimits(1_000_000, 100, 100_000, 100_000, 100_000, 100_000, 100_000);

  static PlanCase read(Path file) {
    try {
      return parse(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PlanCase parse(Path file, String text) {
    SequencedMap<String, String> subgraphs = new LinkedHashMap<>();
    Set<String> labels = new LinkedHashSet<>();
    String operation = "";
    String plan = "";
    String unplannable = "";
    String[] sections = text.split("(?m)^--- ");
    for (int i = 1; i < sections.length; i++) {
      int end = sections[i].indexOf('\n');
      String[] title = sections[i].substring(0, end).strip().split(" ");
      String body = sections[i].substring(end + 1);
      switch (title[0]) {
        case "subgraph" -> subgraphs.put(title[1], body);
        case "subgraphs" -> subgraphs.putAll(read(file.resolveSibling(title[1])).subgraphs());
        case "labels" -> labels.addAll(body.lines().map(String::strip).toList());
        case "operation" -> operation = body.strip();
        case "plan" -> plan = body.strip();
        case "unplannable" -> unplannable = body.strip();
        default -> throw new IllegalArgumentException(file + ": unknown section " + title[0]);
      }
    }
    int head = text.indexOf("--- plan");
    return new PlanCase(
        file,
        head < 0 ? text : text.substring(0, head),
        subgraphs,
        labels,
        operation,
        plan,
        unplannable);
  }

  Supergraph supergraph() {
    return SupergraphReader.read(JoinedSubgraphs.join(subgraphs));
  }

  Operation operation(Supergraph supergraph) {
    return operation(supergraph, operation);
  }

  static Operation operation(Supergraph supergraph, String document) {
    return switch (new OperationReader(supergraph, LIMITS).read(document, null)) {
      case OperationResult.Valid(Operation valid) -> valid;
      case OperationResult.Invalid(var errors) ->
          throw new IllegalArgumentException(errors.toString());
    };
  }

  /** Writes what was planned as what is expected from now on; to be reviewed by a person. */
  void update(String planned) {
    try {
      Files.writeString(file, head.stripTrailing() + "\n\n--- plan\n" + planned);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return file.getFileName().toString().replace(".txt", "");
  }
}
