package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The specifications that a supergraph links to when it uses their directives. */
enum SupergraphFeature {
  TAG("tag/v0.3", null, FederationDirective.TAG),
  INACCESSIBLE("inaccessible/v0.2", "SECURITY", FederationDirective.INACCESSIBLE),
  AUTHENTICATED("authenticated/v0.1", "SECURITY", FederationDirective.AUTHENTICATED),
  REQUIRES_SCOPES("requiresScopes/v0.1", "SECURITY", FederationDirective.REQUIRES_SCOPES),
  POLICY("policy/v0.1", "SECURITY", FederationDirective.POLICY),
  CONTEXT("context/v0.1", "SECURITY", FederationDirective.CONTEXT),
  COST("cost/v0.1", null, FederationDirective.COST, FederationDirective.LIST_SIZE),
  CACHE_TAG("cacheTag/v0.1", "EXECUTION", FederationDirective.CACHE_TAG);

  private final String path;
  private final @Nullable String purpose;
  private final List<FederationDirective> directives;

  SupergraphFeature(String path, @Nullable String purpose, FederationDirective... directives) {
    this.path = path;
    this.purpose = purpose;
    this.directives = List.of(directives);
  }

  /** In the order in which they are linked. */
  static List<SupergraphFeature> of(Set<FederationDirective> used) {
    List<SupergraphFeature> features = new ArrayList<>();
    for (SupergraphFeature feature : values()) {
      if (feature.directives.stream().anyMatch(used::contains)) {
        features.add(feature);
      }
    }
    return features;
  }

  /**
   * @param used the directives that stand somewhere in the supergraph
   */
  DirectiveNode link(Set<FederationDirective> used) {
    Join link = Join.directive("link").with("url", "https://specs.apollo.dev/" + path);
    // A directive of another name than its specification's must be imported to go unprefixed.
    List<FederationDirective> imported =
        directives.stream()
            .filter(used::contains)
            .filter(directive -> !path.startsWith(directive.directiveName() + "/"))
            .toList();
    if (!imported.isEmpty()) {
      link.with("import", imports(imported));
    }
    if (purpose != null) {
      link.with("for", new Value.EnumValue(purpose));
    }
    return link.build();
  }

  private static Value imports(Collection<FederationDirective> directives) {
    return new Value.ListValue(
        directives.stream()
            .<Value>map(directive -> new Value.StringValue("@" + directive.directiveName()))
            .toList());
  }
}
