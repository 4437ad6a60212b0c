package dev.tributary.gateway;

import dev.tributary.registry.DocumentSet;
import dev.tributary.registry.TrustedDocument;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trusted documents of the registry, for whatever configuration wants them. Safe for use by
 * many threads.
 */
final class DeliveredDocuments {

  private static final Logger LOG = LoggerFactory.getLogger(DeliveredDocuments.class);

  private final boolean ofRegistry;
  private final Set<ServedDocuments> wanting = new HashSet<>();
  private Map<String, String> latest = Map.of();

  /**
   * @param ofRegistry whether they are wanted at all
   */
  DeliveredDocuments(boolean ofRegistry) {
    this.ofRegistry = ofRegistry;
  }

  /** Whether the registry's documents are wanted. */
  boolean ofRegistry() {
    return ofRegistry;
  }

  /**
   * What the registry has now.
   *
   * @param origin where it came from, for the log
   */
  synchronized void offer(DocumentSet set, String origin) {
    Map<String, String> byId = new HashMap<>();
    for (TrustedDocument document : set.documents()) {
      byId.put(document.id(), document.text());
    }
    latest = byId;
    wanting.forEach(documents -> documents.offer(byId));
    LOG.info("Trusting {} documents of {} revision {}", byId.size(), origin, set.revision());
  }

  /** These get what there is, and what comes. */
  synchronized void giveTo(ServedDocuments documents) {
    wanting.add(documents);
    documents.offer(latest);
  }

  /** These want no more. */
  synchronized void leave(ServedDocuments documents) {
    wanting.remove(documents);
  }
}
