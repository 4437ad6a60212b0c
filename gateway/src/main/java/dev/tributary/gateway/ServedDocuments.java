package dev.tributary.gateway;

import dev.tributary.http.Documents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Joins the trusted documents of the registry with those of the gateway's own manifest, and lets
 * both hold from the next request on. For an id that both have, the file's text holds.
 *
 * <p>Called by the registry's follower and by whoever watches the file; requests only see the
 * result.
 */
final class ServedDocuments {

  private final Vertx vertx;
  private final Documents documents;
  private Map<String, String> own = Map.of();
  private Map<String, String> delivered = Map.of();
  private long timer = -1;

  /**
   * Reads the manifest, if there is one, and looks at it again from then on; may block.
   *
   * @param directory what its path is relative to
   * @throws StartupException when nothing can be read where it should be
   */
  ServedDocuments(Vertx vertx, DocumentsConfig config, Path directory) {
    this.vertx = vertx;
    this.documents = config.documents(vertx);
    String manifest = config.manifest();
    if (manifest != null) {
      TrustedDocuments trusted = new TrustedDocuments(directory.resolve(manifest), this::take);
      try {
        trusted.begin();
      } catch (StartupException e) {
        documents.close();
        throw e;
      }
      this.timer = trusted.follow(vertx);
    }
  }

  /** What requests are held against. */
  Documents documents() {
    return documents;
  }

  /** What the registry has now. */
  synchronized void offer(Map<String, String> byId) {
    delivered = byId;
    trust();
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

  /** Looks at the manifest no more. */
  Future<Void> close() {
    vertx.cancelTimer(timer);
    return documents.close();
  }
}
