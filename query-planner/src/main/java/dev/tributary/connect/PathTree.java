package dev.tributary.connect;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Property paths merged into a tree: {@code a.b} and {@code a.c} make {@code a {b c}}. */
final class PathTree {

  private final SequencedMap<String, PathTree> children = new LinkedHashMap<>();

  SequencedMap<String, PathTree> children() {
    return children;
  }

  PathTree child(String key) {
    return children.computeIfAbsent(key, unused -> new PathTree());
  }

  boolean isEmpty() {
    return children.isEmpty();
  }
}
