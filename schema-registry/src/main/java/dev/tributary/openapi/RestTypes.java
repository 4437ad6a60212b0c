package dev.tributary.openapi;

import java.util.SortedMap;
import java.util.TreeMap;

/** The types of one import, by name. */
final class RestTypes {

  private final SortedMap<String, RestObject> objects = new TreeMap<>();
  private final SortedMap<String, RestEnum> enums = new TreeMap<>();

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

  RestEnum values(RestType.EnumRef ref) {
    RestEnum values = enums.get(ref.name());
    if (values == null) {
      throw new IllegalStateException("no enum " + ref.name());
    }
    return values;
  }
}
