package dev.tributary.gateway;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a changed file comes to while the gateway serves.
 *
 * @param next what can hold: as written, but for what is settled at the start
 * @param held paths of the settings that are other than before
 * @param waiting paths of those that wait for the next start, and why each does
 */
record ConfigChange(GatewayConfig next, SortedSet<String> held, SortedMap<String, String> waiting) {

  /** What the process was started with. */
  record Start(GatewayConfig written, GatewayConfig settings) {}

  /**
   * @param start what the file said then, and what became of it with the command's options
   * @param running what holds now
   * @param written what the file says now
   */
  static ConfigChange of(Start start, GatewayConfig running, GatewayConfig written) {
    SortedMap<String, String> waiting = new TreeMap<>();
    GatewayConfig next =
        (GatewayConfig) settled(written, start.written, start.settings, "", waiting);
    next = withinIdleTime(start.settings, running, next, waiting);
    SortedSet<String> held = new TreeSet<>();
    differences(running, next, "", held);
    return new ConfigChange(next, held, waiting);
  }

  /**
   * Sockets that find out first what is spoken on them close connections on which nothing moves for
   * longer than a request may take and a connection is kept: how long that is was settled when they
   * were opened. A request that may take longer than before would be cut off.
   */
  private static GatewayConfig withinIdleTime(
      GatewayConfig start,
      GatewayConfig running,
      GatewayConfig next,
      SortedMap<String, String> waiting) {
    ServerConfig wanted = next.server();
    Duration most = idle(start.server());
    if (!start.server().limits().http2ClearText() || idle(wanted).compareTo(most) <= 0) {
      return next;
    }
    String why =
        "open sockets bear "
            + Durations.print(most)
            + " of silence, so that both together may not come to more";
    ServerConfig before = running.server();
    if (!wanted.timeout().equals(before.timeout())) {
      waiting.put("server.timeout", why);
    }
    if (!wanted.limits().keepAlive().equals(before.limits().keepAlive())) {
      waiting.put("server.limits.keepAlive", why);
    }
    Record limits = with(wanted.limits(), Map.of("keepAlive", before.limits().keepAlive()));
    return next.with(
        (ServerConfig) with(wanted, Map.of("timeout", before.timeout(), "limits", limits)));
  }

  private static Duration idle(ServerConfig server) {
    return server.timeout().plus(server.limits().keepAlive());
  }

  /** As written, but for what is settled at the start. */
  private static Record settled(
      Record written,
      Record before,
      Record settings,
      String path,
      SortedMap<String, String> waiting) {
    Map<String, @Nullable Object> values = new TreeMap<>();
    for (RecordComponent component : written.getClass().getRecordComponents()) {
      Object now = value(component, written);
      Object then = value(component, before);
      Object held = value(component, settings);
      String name = path + component.getName();
      Setting setting = component.getAnnotation(Setting.class);
      if (setting != null && !setting.atStart().isEmpty()) {
        SortedSet<String> changed = new TreeSet<>();
        differences(then, now, name, changed);
        changed.forEach(each -> waiting.put(each, setting.atStart()));
        values.put(component.getName(), held);
      } else if (now instanceof Record written2
          && then instanceof Record before2
          && held instanceof Record settings2) {
        values.put(component.getName(), settled(written2, before2, settings2, name + ".", waiting));
      }
    }
    try {
      return values.isEmpty() ? written : with(written, values);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          path
              + " without what waits for the next start ("
              + String.join(", ", waiting.keySet())
              + "): "
              + e.getMessage(),
          e);
    }
  }

  private static void differences(
      @Nullable Object one, @Nullable Object other, String path, SortedSet<String> into) {
    if (Objects.equals(one, other)) {
      return;
    }
    switch (one) {
      case Record before when isOfSettings(before) && other instanceof Record now -> {
        for (RecordComponent component : before.getClass().getRecordComponents()) {
          differences(
              value(component, before),
              value(component, now),
              path.isEmpty() ? component.getName() : path + "." + component.getName(),
              into);
        }
      }
      case Map<?, ?> before when other instanceof Map<?, ?> now -> {
        SortedSet<String> names = new TreeSet<>();
        before.keySet().forEach(name -> names.add((String) name));
        now.keySet().forEach(name -> names.add((String) name));
        for (String name : names) {
          differences(before.get(name), now.get(name), path + "." + name, into);
        }
      }
      case List<?> before when other instanceof List<?> now && before.size() == now.size() -> {
        for (int i = 0; i < before.size(); i++) {
          differences(before.get(i), now.get(i), path + "[" + i + "]", into);
        }
      }
      case null, default -> into.add(path);
    }
  }

  /** Others are values. */
  private static boolean isOfSettings(Record record) {
    return Arrays.stream(record.getClass().getRecordComponents())
        .anyMatch(component -> component.isAnnotationPresent(Setting.class));
  }

  private static @Nullable Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Record with(Record record, Map<String, ? extends @Nullable Object> others) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      types[i] = components[i].getType();
      values[i] = others.containsKey(name) ? others.get(name) : value(components[i], record);
    }
    try {
      return (Record) record.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        throw wrong;
      }
      throw new LinkageError(e.getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
