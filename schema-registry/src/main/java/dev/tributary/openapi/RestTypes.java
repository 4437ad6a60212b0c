package dev.tributary.openapi;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The types of one import, by name. */
final class RestTypes {

  private final SortedMap<String, RestObject> objects = new TreeMap<>();
  private final SortedMap<String, RestEnum> enums = new TreeMap<>();

  private final SortedMap<String, RestUnion> unions = new TreeMap<>();

  /** What became of unions that were referred to before it was known that there are none. */
  private final Map<String, RestType> instead = new HashMap<>();

  SortedMap<String, RestUnion> unions() {
    return unions;
  }

  /** There is no such union after all, but another type. */
  void replace(String union, RestType type) {
    instead.put(union, type);
  }

  /** The type, without unions that were {@linkplain #replace replaced}. */
  RestType settled(RestType type) {
    return settled(type, 0);
  }

  private RestType settled(RestType type, int depth) {
    if (depth > instead.size()) {
      return RestType.JSON;
    }
    return switch (type) {
      case RestType.ListOf list -> new RestType.ListOf(settled(list.item(), depth));
      case RestType.UnionRef union when instead.containsKey(union.name()) ->
          settled(Objects.requireNonNull(instead.get(union.name())), depth + 1);
      default -> type;
    };
  }

  /** Settles the types of all fields and members. */
  void settle() {
    objects.replaceAll(
        (name, object) ->
            object.withFields(
                object.fields().stream().map(f -> f.withType(settled(f.type()))).toList()));
    unions.replaceAll(
        (name, union) ->
            new RestUnion(
                name,
                union.input(),
                union.description(),
                union.discriminator(),
                union.members().stream()
                    .map(
                        m ->
                            new RestUnion.Member(
                                m.field(),
                                settled(m.type()),
                                m.values(),
                                m.required(),
                                m.kind(),
                                m.statuses()))
                    .toList()));
  }

  SortedMap<String, RestObject> objects() {
    return objects;
  }

  SortedMap<String, RestEnum> enums() {
    return enums;
  }

  RestObject object(RestType.ObjectRef ref) {
    RestObject object = objects.get(ref.name());
    if (object == null) {
      throw new IllegalStateException("no type " + ref.name());
    }
    return object;
  }

  RestUnion union(RestType.UnionRef ref) {
    RestUnion union = unions.get(ref.name());
    if (union == null) {
      throw new IllegalStateException("no union " + ref.name());
    }
    return union;
  }

  RestEnum values(RestType.EnumRef ref) {
    RestEnum values = enums.get(ref.name());
    if (values == null) {
      throw new IllegalStateException("no enum " + ref.name());
    }
    return values;
  }
}
