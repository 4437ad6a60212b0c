package dev.tributary.gateway;

import dev.tributary.http.Documents;
import org.jspecify.annotations.Nullable;

/** Operations that requests name in place of sending them. */
record DocumentsConfig(
    @Setting(
            "File of trusted documents: a JSON object of texts by id, or a persisted query manifest"
                + " with a list of operations. A changed file is taken within a second.")
        @Nullable String manifest,
    @Setting("Run nothing but the manifest's documents.") boolean trustedOnly,
    @Setting("Let clients register operations by their hash (automatic persisted queries).")
        boolean automatic,
    @Setting("Memory for what clients register, roughly.") DataSize automaticCache) {

  static final DocumentsConfig DEFAULTS =
      new DocumentsConfig(null, false, false, DataSize.ofMegabytes(16));

  DocumentsConfig {
    if (trustedOnly && manifest == null) {
      throw new IllegalArgumentException(
          "'trustedOnly' needs a 'manifest': without one nothing could be run");
    }
    if (trustedOnly && automatic) {
      throw new IllegalArgumentException(
          "'trustedOnly' and 'automatic' exclude each other: what clients register is not trusted");
    }
  }

  /** Without the manifest's content, which {@link TrustedDocuments} brings. */
  Documents documents() {
    return new Documents(trustedOnly, automatic ? automaticCache.bytes() : 0);
  }
}
