package dev.tributary.registry;

import static dev.tributary.registry.JdbcDatabase.query;
import static dev.tributary.registry.JdbcDatabase.update;
import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stored documents by their hash. Under one hash there is ever the same text, so those that were
 * read last are kept: the versions of a graph share all subgraphs but the ones that changed. Safe
 * for use by many threads.
 */
final class Documents {

  /** Room for a few of the greatest supergraphs that are met with. */
  private static final int MOST_CHARACTERS = 32 << 20;

  /** In one statement. */
  private static final int MOST_ASKED = 100;

  private final int most;
  private final Map<String, String> kept = new LinkedHashMap<>(64, 0.75f, true);
  private int characters;

  Documents() {
    this(MOST_CHARACTERS);
  }

  /**
   * @param most characters that are kept of all documents together
   */
  Documents(int most) {
    this.most = most;
  }

  /**
   * @throws RegistryStoreException when there is no such document
   */
  String content(Connection connection, String hash) throws SQLException {
    return requireNonNull(contents(connection, List.of(hash)).get(hash));
  }

  /** By hash. */
  Map<String, String> contents(Connection connection, Collection<String> hashes)
      throws SQLException {
    Map<String, String> found = new HashMap<>();
    List<String> missing = new ArrayList<>();
    for (String hash : hashes) {
      String known = known(hash);
      if (known == null) {
        missing.add(hash);
      } else {
        found.put(hash, known);
      }
    }
    for (int from = 0; from < missing.size(); from += MOST_ASKED) {
      List<String> asked = missing.subList(from, Math.min(missing.size(), from + MOST_ASKED));
      query(
              connection,
              "select hash, content from document where hash in (%s)"
                  .formatted(String.join(", ", Collections.nCopies(asked.size(), "?"))),
              row -> Map.entry(row.getString(1), Gzip.text(row.getBytes(2))),
              asked.toArray())
          .forEach(document -> found.put(document.getKey(), document.getValue()));
    }
    for (String hash : missing) {
      String content = found.get(hash);
      if (content == null) {
        throw new RegistryStoreException("the stored document " + hash + " is missing");
      }
      keep(hash, content);
    }
    return found;
  }

  /** Stores a document, unless it is there. */
  static void store(Connection connection, String hash, String content) throws SQLException {
    boolean stored =
        !query(connection, "select 1 from document where hash = ?", row -> true, hash).isEmpty();
    if (!stored) {
      update(
          connection,
          "insert into document (hash, content) values (?, ?)",
          hash,
          Gzip.bytes(content));
    }
  }

  private synchronized @Nullable String known(String hash) {
    return kept.get(hash);
  }

  private synchronized void keep(String hash, String content) {
    if (kept.put(hash, content) == null) {
      characters += content.length();
    }
    Iterator<String> eldest = kept.values().iterator();
    while (characters > most && eldest.hasNext()) {
      characters -= eldest.next().length();
      eldest.remove();
    }
  }
}
