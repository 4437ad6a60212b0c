package dev.tributary.gateway;

import java.util.List;

/** What operations may look like, and how many prepared ones are kept. */
record OperationConfig(
    @Setting("Answer __schema and __type.") boolean introspection,
    @Setting(value = "Lexical tokens in a document.", min = 1) int maxTokens,
    @Setting(value = "Nesting of fields.", min = 1, max = 250) int maxDepth,
    @Setting(value = "Fields over the whole operation, fragments counted where used.", min = 1)
        int maxHeight,
    @Setting(value = "Aliases over the whole operation.") int maxAliases,
    @Setting(value = "Root fields.", min = 1) int maxRootFields,
    @Setting(value = "Directives over the whole operation.") int maxDirectives,
    @Setting("Memory for prepared operations, roughly.") DataSize cache,
    @Setting(
            "Memory for runs of operations that may come again: when services answer just as they"
                + " did, the answer is not worked out anew. 0 switches it off.")
        DataSize recall,
    @Setting(
            "Labels of progressive overrides that apply to every request; those by percent need not"
                + " be named.")
        List<String> overrideLabels,
    @Setting(
            "Name what is sent to services after the client's operation, as in Orders__billing__0.")
        boolean upstreamNames) {

  static final OperationConfig DEFAULTS =
      new OperationConfig(
          true,
          15_000,
          100,
          200,
          30,
          20,
          50,
          DataSize.ofMegabytes(64),
          DataSize.ofMegabytes(16),
          List.of(),
          false);

  /** What production starts from. */
  static final OperationConfig PRODUCTION =
      new OperationConfig(
          false,
          DEFAULTS.maxTokens,
          DEFAULTS.maxDepth,
          DEFAULTS.maxHeight,
          DEFAULTS.maxAliases,
          DEFAULTS.maxRootFields,
          DEFAULTS.maxDirectives,
          DEFAULTS.cache,
          DEFAULTS.recall,
          DEFAULTS.overrideLabels,
          DEFAULTS.upstreamNames);

  OperationConfig {
    overrideLabels = List.copyOf(overrideLabels);
  }
}
