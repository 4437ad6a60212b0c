package dev.tributary.upstream;

import dev.tributary.json.JsonKind;
import dev.tributary.json.JsonReader;
import dev.tributary.json.JsonText;
import dev.tributary.json.JsonWriter;
import dev.tributary.json.MalformedJsonException;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.FetchTarget;
import dev.tributary.plan.FetchTarget.EntityGroup;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request in the parts that are kept apart: one for each entity, where all that differs between
 * entities is their representation; otherwise the request as a whole.
 *
 * @param body the request as the executor wrote it
 * @param group what the entities are asked with; null when the request is kept as a whole
 * @param starts where the representations begin in the body
 * @param ends where they end, exclusive
 */
record FetchUnits(byte[] body, @Nullable EntityGroup group, int[] starts, int[] ends) {

  /** Larger requests are kept as a whole: to look each entity up would keep the event loop. */
  private static final int MOST = 1_000;

  private static final int MAX_DEPTH = 512;

  static FetchUnits of(FetchStep step, Buffer request) {
    byte[] body = request.getBytes();
    if (step.target() instanceof FetchTarget.Entities(List<EntityGroup> groups)
        && groups.size() == 1
        && step.repeatable() == null) {
      EntityGroup group = groups.getFirst();
      try {
        FetchUnits units = entities(body, group);
        if (units != null && units.count() > 0 && units.count() <= MOST) {
          return units;
        }
      } catch (MalformedJsonException notOurs) {
        return whole(body);
      }
    }
    return whole(body);
  }

  private static FetchUnits whole(byte[] body) {
    return new FetchUnits(body, null, new int[0], new int[0]);
  }

  private static @Nullable FetchUnits entities(byte[] body, EntityGroup group) {
    JsonReader reader = new JsonReader(body, 0, body.length, MAX_DEPTH);
    reader.expect('{');
    do {
      if (!key(reader).equals("variables")) {
        reader.readValue();
        continue;
      }
      reader.expect('{');
      do {
        if (key(reader).equals(group.variable())) {
          return new FetchUnits(body, group, new int[0], new int[0]).withItems(reader);
        }
        reader.readValue();
      } while (reader.take(','));
      return null;
    } while (reader.take(','));
    return null;
  }

  private static String key(JsonReader reader) {
    reader.readKey();
    return JsonText.unquote(reader.bytes(), reader.valueStart(), reader.keyEnd());
  }

  private FetchUnits withItems(JsonReader reader) {
    List<int[]> items = new ArrayList<>();
    reader.expect('[');
    if (!reader.take(']')) {
      do {
        if (reader.readValue() != JsonKind.OBJECT) {
          throw reader.malformed("a representation is an object");
        }
        items.add(new int[] {reader.valueStart(), reader.position()});
      } while (reader.take(','));
      reader.expect(']');
    }
    return new FetchUnits(
        body,
        group,
        items.stream().mapToInt(item -> item[0]).toArray(),
        items.stream().mapToInt(item -> item[1]).toArray());
  }

  /** How many there are; one for a request as a whole. */
  int count() {
    return group == null ? 1 : starts.length;
  }

  boolean isOfEntities() {
    return group != null;
  }

  /** Where what is before the representations ends; the whole body without them. */
  int headEnd() {
    return group == null ? body.length : starts[0];
  }

  /** Where what is after the representations begins. */
  int tailStart() {
    return group == null ? body.length : ends[ends.length - 1];
  }

  /** The same request for some of the entities only. */
  Buffer asking(List<Integer> some) {
    if (some.size() == count()) {
      return Buffer.buffer(body);
    }
    JsonWriter out = new JsonWriter(body.length);
    out.write(body, 0, headEnd());
    for (int i = 0; i < some.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      int unit = some.get(i);
      out.write(body, starts[unit], ends[unit] - starts[unit]);
    }
    out.write(body, tailStart(), body.length - tailStart());
    return Buffer.buffer(out.toByteArray());
  }
}
