package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static final String SPECIFICATIONS = "https://specs.apollo.dev/";

  private final String path;
  private final @Nullable String purpose;
  private final List<FederationDirective> directives;

  SupergraphFeature(String path, @Nullable String purpose, FederationDirective... directives) {
    this.path = path;
    this.purpose = purpose;
    this.directives = List.of(directives);
  }

  /** The specification's URL without the version. */
  String identity() {
    return SPECIFICATIONS + specification();
  }

  private String specification() {
    return path.substring(0, path.indexOf('/'));
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

  /** Whether a directive reaches the supergraph at all. */
  static boolean keeps(FederationDirective directive) {
    return Arrays.stream(values()).anyMatch(feature -> feature.directives.contains(directive));
  }

  /**
   * @param used the directives that stand somewhere in the supergraph
   * @param names what they are called there
   * @param taken names that other specifications' directives have
   */
  DirectiveNode link(Set<FederationDirective> used, SupergraphNames names, Set<String> taken) {
    Join link = Join.directive("link").with("url", SPECIFICATIONS + path);
    String name = specification();
    String alias = LinkAlias.of(name, taken);
    if (!alias.equals(name)) {
      link.with("as", alias);
    }
    List<Value> imports = new ArrayList<>();
    for (FederationDirective directive : directives) {
      String original = directive.directiveName();
      String plain = original.equals(name) ? alias : alias + "__" + original;
      String local = names.of(directive);
      // What travels as @join__directive is not applied here, and needs no name.
      if (used.contains(directive)
          && directive != FederationDirective.CACHE_TAG
          && !local.equals(plain)) {
        imports.add(LinkAlias.imported(original, local));
      }
    }
    if (!imports.isEmpty()) {
      link.with("import", new Value.ListValue(imports));
    }
    if (purpose != null) {
      link.with("for", new Value.EnumValue(purpose));
    }
    return link.build();
  }
}
