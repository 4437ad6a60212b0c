package dev.tributary.execute;

import dev.tributary.execute.RepresentationProgram.Requiring;
import dev.tributary.execute.StepProgram.Input;
import dev.tributary.json.JsonWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entities of one group, divided by what they are filled from: a request has one value for each
 * variable, so entities with other values need an {@code _entities} field of their own.
 */
final class ContextSplit {

  private final Input input;
  private final ResponseTree tree;
  private final SequencedMap<ByteBuffer, Part> parts = new LinkedHashMap<>();
  private final boolean ownValue;
  private int[] last = {};
  private @Nullable Part lastPart;

  /** Entities that are filled alike. */
  static final class Part {
    /** The values as JSON, in the order of the input's contexts. */
    final List<byte[]> values;

    /** The fields that cannot be filled, because what they are filled from could not be fetched. */
    final Set<Requiring> lost;

    private int[] rows = new int[8];
    private int count;

    Part(List<byte[]> values, Set<Requiring> lost) {
      this.values = values;
      this.lost = lost;
    }

    int[] rows() {
      return Arrays.copyOf(rows, count);
    }

    private void add(int row) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, count * 2);
      }
      rows[count++] = row;
    }
  }

  private ContextSplit(Input input, ResponseTree tree) {
    this.input = input;
    this.tree = tree;
    this.ownValue = ownValue(input);
  }

  /** Those that are filled like the first one come first, and so on. */
  static List<Part> of(ResponseTree tree, int root, Input input) {
    ContextSplit split = new ContextSplit(input, tree);
    TargetWalk.walk(tree, root, input.path(), split::add);
    return List.copyOf(split.parts.sequencedValues());
  }

  private void add(int row, int[] above) {
    // Neighbours mostly stand below the same objects.
    int parents = above.length - 1;
    if (lastPart == null || !Arrays.equals(last, 0, parents, above, 0, parents) || ownValue) {
      lastPart = part(above);
      last = above.clone();
    }
    if (lastPart != null) {
      lastPart.add(row);
    }
  }

  /** Whether an entity may itself be what sets the context. */
  private static boolean ownValue(Input input) {
    int depth = input.path().size();
    return input.contexts().stream()
        .anyMatch(
            context -> context.sources().stream().anyMatch(source -> source.depth() == depth));
  }

  /** Null when a value is missing without which there is nothing to ask for. */
  private @Nullable Part part(int[] above) {
    JsonWriter out = new JsonWriter(64);
    int[] ends = new int[input.contexts().size()];
    Set<Requiring> lost = new HashSet<>(0);
    for (int i = 0; i < ends.length; i++) {
      ContextProgram context = input.contexts().get(i);
      ContextProgram.Found found = context.write(tree, above, out);
      if (found != ContextProgram.Found.VALUE && !context.optional()) {
        return null;
      }
      ends[i] = out.length();
      boolean isLost = found == ContextProgram.Found.LOST;
      if (isLost) {
        lost.addAll(context.filled());
      }
      out.write(isLost ? '!' : ','); // Null is told apart from what is not known.
    }
    if (input.program().isNothingLeft(lost)) {
      return null;
    }
    byte[] all = out.toByteArray();
    return parts.computeIfAbsent(
        ByteBuffer.wrap(all),
        key -> {
          List<byte[]> values = new ArrayList<>(ends.length);
          int start = 0;
          for (int end : ends) {
            values.add(Arrays.copyOfRange(all, start, end));
            start = end + 1;
          }
          return new Part(values, lost);
        });
  }
}
