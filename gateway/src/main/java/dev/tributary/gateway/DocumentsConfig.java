package dev.tributary.gateway;

import dev.tributary.http.Documents;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Operations that requests name in place of sending them. */
record DocumentsConfig(
    @Setting(
            "File of trusted documents: a JSON object of texts by id, or a persisted query manifest"
                + " with a list of operations. A changed file is taken within a second.")
        @Nullable String manifest,
    @Setting(
            value =
                "Trust the documents that the registry keeps for the graph, beside the manifest's;"
                    + " an id that is in both means what it does in the manifest. A change is taken"
                    + " within a second.",
            atStart = "what the registry is asked for is settled at the start")
        boolean registry,
    @Setting("Run nothing but the documents of the manifest and the registry.") boolean trustedOnly,
    @Setting("Let clients register operations by their hash (automatic persisted queries).")
        boolean automatic,
    @Setting("Memory for what clients register, roughly.") DataSize automaticCache,
    @Setting(
            "Where gateways tell each other what clients register; leave it out for each to know"
                + " its own.")
        @Nullable SharedDocumentsConfig redis) {

  static final DocumentsConfig DEFAULTS =
      new DocumentsConfig(null, false, false, false, DataSize.ofMegabytes(16), null);

  DocumentsConfig {
    if (trustedOnly && manifest == null && !registry) {
      throw new IllegalArgumentException(
          "'trustedOnly' needs a 'manifest' or 'registry': without either nothing could be run");
    }
    if (trustedOnly && automatic) {
      throw new IllegalArgumentException(
          "'trustedOnly' and 'automatic' exclude each other: what clients register is not trusted");
    }
    if (redis != null && !automatic) {
      throw new IllegalArgumentException(
          "'redis' needs 'automatic': without it clients register nothing");
    }
  }

  /** Without any content, which {@link ServedDocuments} brings. */
  Documents documents(Vertx vertx) {
    return new Documents(
        trustedOnly,
        automatic ? automaticCache.bytes() : 0,
        redis == null ? null : redis.open(vertx));
  }
}
