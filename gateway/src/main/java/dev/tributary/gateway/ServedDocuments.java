package dev.tributary.gateway;

import dev.tributary.http.Documents;
import dev.tributary.registry.DocumentSet;
import dev.tributary.registry.TrustedDocument;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the trusted documents of the registry with those of the gateway's own manifest, and lets
 * both hold from the next request on. For an id that both have, the file's text holds.
 *
 * <p>Called by the registry's follower and by whoever watches the file; requests only see the
 * result.
 */
final class ServedDocuments {

  private static final Logger LOG = LoggerFactory.getLogger(ServedDocuments.class);

  private final Vertx vertx;
  private final DocumentsConfig config;
  private final boolean hasRegistry;
  private final Documents documents;
  private Map<String, String> own = Map.of();
  private Map<String, String> delivered = Map.of();

  ServedDocuments(Vertx vertx, GatewayConfig config) {
    this.vertx = vertx;
    this.config = config.documents();
    this.hasRegistry = config.hasRegistry();
    this.documents = this.config.documents(vertx);
  }

  /** What requests are held against. */
  Documents documents() {
    return documents;
  }

  /** Whether the registry's documents are wanted. */
  boolean ofRegistry() {
    return config.registry();
  }

  /**
   * Reads the manifest, if there is one, and looks at it again from then on.
   *
   * @param directory what its path is relative to
   * @return fails with {@link StartupException} when nothing can be read where it should be
   */
  Future<Void> begin(Path directory) {
    if (config.registry() && !hasRegistry) {
      return Future.failedFuture(
          new StartupException("documents.registry: the supergraph comes from no registry"));
    }
    String manifest = config.manifest();
    if (manifest == null) {
      return Future.succeededFuture();
    }
    TrustedDocuments trusted = new TrustedDocuments(directory.resolve(manifest), this::take);
    return vertx
        .<Void>executeBlocking(
            () -> {
              trusted.begin();
              return null;
            })
        .onSuccess(begun -> trusted.follow(vertx));
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
    delivered = byId;
    trust();
    LOG.info("Trusting {} documents of {} revision {}", byId.size(), origin, set.revision());
  }

  private synchronized void take(Map<String, String> manifest) {
    own = manifest;
    trust();
  }

  private void trust() {
    Map<String, String> all = new HashMap<>(delivered);
    all.putAll(own);
    documents.trust(all);
  }
}
